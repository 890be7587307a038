namespace CiWorkflow.Sandbox.Variants;

/// <summary>
/// A reading of the service's documents that differs from the newest page's. Where the sources disagree or are silent the service may
/// behave either way, so whatever a client promises has to hold under each of these, and under any of them together.
/// </summary>
public enum ServiceVariant
{
    /// <summary>A missing job is named by NonExistJobId (the Go SDK) instead of NonExistJobIds (460/76893).</summary>
    MissingJobInSingular,

    /// <summary>An empty JobsDetail stands beside the id of a missing job.</summary>
    EmptyJobBesideMissing,

    /// <summary>A job is answered with the defaults of its interval filled in: Start 0, End the time of creation.</summary>
    IntervalFilledIn,

    /// <summary>A job is answered with its UrlFile, Manifest or Object as a URL, as the Go example and the Python demo pass it.</summary>
    InputAsUrl,

    /// <summary>
    /// A list shows a new job only after <see cref="World.SandboxWorld.Lag"/>; how soon it is listed is documented nowhere.
    /// </summary>
    JobsListedLate,

    /// <summary>Pages of jobs are counted from the newest: a job made while they are read moves one from a page to the next.</summary>
    PagesShift,

    /// <summary>The filter name of a list matches a part of the name.</summary>
    NameMatchedInPart,

    /// <summary>The filters states and type are matched without regard to case.</summary>
    FiltersIgnoreCase,

    /// <summary>A word that the filters states and type don't know selects everything instead of being refused.</summary>
    UnknownFiltersIgnored,

    /// <summary>Cancelling a job that has ended is answered with 200.</summary>
    CancelOfEndedSucceeds,

    /// <summary>A job is in Success when its objects have been handed on; their executions end later.</summary>
    SuccessBeforeExecutions,

    /// <summary>Executions appear one after the other while the job runs.</summary>
    ExecutionsAppearLate,

    /// <summary>An execution names its object by a URL instead of a key.</summary>
    ExecutionObjectAsUrl,

    /// <summary>Times of jobs have an offset with a colon.</summary>
    JobTimesWithColon,

    /// <summary>Times are in UTC, with a Z.</summary>
    TimesInUtc,

    /// <summary>Times of executions have an offset without a colon.</summary>
    ExecutionTimesWithoutColon,

    /// <summary>Times of executions have a space for the T.</summary>
    ExecutionTimesWithSpace,

    /// <summary>An execution says CreationTime (the Go SDK) instead of CreateTime.</summary>
    ExecutionCreationTime,

    /// <summary>A list of executions wants a workflowId, as the older pages say.</summary>
    WorkflowIdRequired,

    /// <summary>A page of workflows holds at most 10, whatever was asked for: no largest pageSize is documented.</summary>
    WorkflowPagesOfTen,

    /// <summary>A page number of workflows is ignored: each page is the first.</summary>
    WorkflowPageIgnored,

    /// <summary>A slash in front of a Prefix is dropped (436/80046), so that "/" is the whole bucket.</summary>
    LeadingSlashDropped,

    /// <summary>Blanks at the ends of a Prefix are dropped; no page says what becomes of them.</summary>
    PrefixTrimmed,

    /// <summary>The ci host takes a token only in x-ci-security-token (1045/43609).</summary>
    TokenOnlyInCiHeader,

    /// <summary>A signature that has expired is refused with 401 SignatureExpired on the ci host (1045/43611) instead of 403.</summary>
    SignatureExpiredIs401,

    /// <summary>A key that doesn't exist is refused with 401 SecretidNotExist on the ci host (1045/43611) instead of 403.</summary>
    UnknownKeyIs401,

    /// <summary>A job heeds the filter of the workflow's Start node.</summary>
    StartFilterHeeded,

    /// <summary>The service's clock is a day ahead of the machine's, in CreationTime as in Date.</summary>
    ClockAhead,

    /// <summary>The service's clock is a day behind the machine's.</summary>
    ClockBehind,

    /// <summary>A definition of a workflow takes <see cref="World.SandboxWorld.Lag"/> to become active or paused.</summary>
    WorkflowStateLate,

    /// <summary>A list of media jobs wants tag and queueId, as the older pages and the Python SDK have it.</summary>
    MediaJobsWantQueue,

    /// <summary>A list of media jobs without tag or queueId is empty.</summary>
    MediaJobsEmptyWithoutQueue,

    /// <summary>The filters tag and queueId of a list of media jobs are ignored.</summary>
    MediaJobFiltersIgnored,

    /// <summary>The media jobs of PicProcess are listed by /pic_jobs alone (460/82392) instead of /jobs (460/84766).</summary>
    PictureJobsApart,

    /// <summary>A job of Type Job that names no queue is answered with the bucket's.</summary>
    BatchQueueShown,

    /// <summary>A service whose features are not switched on knows no other queues than those of /queue.</summary>
    OtherQueuesUnknown,

    /// <summary>
    /// LastModified of a multipart upload is its beginning, as S3 has it, so that an object appears with a time long past (COS: GET Bucket
    /// says neither).
    /// </summary>
    UploadDatedByBeginning,

    /// <summary>An answer has nodes that no page names.</summary>
    UnknownNodes,

    /// <summary>The last page of a list has no NextToken, instead of an empty one (460/76894 says neither).</summary>
    NextTokenAbsent,

    /// <summary>Cancelling a job ends no execution that has begun: what becomes of these no page says (460/76892).</summary>
    CancelEndsNoExecution,

    /// <summary>
    /// Pausing a queue stops what runs in it, as 1045/43607 and 436/46412 say; the page of the call says that it goes on.
    /// </summary>
    PausedQueueStopsTasks,

    /// <summary>A job over several WorkflowIds is refused: the page has one id, the Java demo several with commas.</summary>
    SeveralWorkflowIdsRefused,

    /// <summary>Of several WorkflowIds the first runs alone, though all are answered.</summary>
    FirstWorkflowIdAlone,

    /// <summary>The Date of an answer is a day ahead of what the service stamps jobs and objects with.</summary>
    DateAhead,

    /// <summary>The Date of an answer is a day behind what the service stamps jobs and objects with.</summary>
    DateBehind,

    /// <summary>The first line of a UrlFile is taken for a header: no page says whether it has one.</summary>
    UrlFileFirstLineSkipped,

    /// <summary>The addresses of a UrlFile are not percent-decoded: no page says how they are encoded.</summary>
    UrlFileNotDecoded,

    /// <summary>Of a UrlFile ten lines are read: no page says how many it may have.</summary>
    UrlFileOfTenLines,

    /// <summary>A job takes the first ten objects and passes the others over: no page says how many it takes.</summary>
    JobOfTenObjects,

    /// <summary>A bucket overwrites in spite of x-cos-forbid-overwrite, as one does whose versioning was ever enabled.</summary>
    ForbidOverwriteIgnored,
}
