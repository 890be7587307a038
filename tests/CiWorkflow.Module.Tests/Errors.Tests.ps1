BeforeDiscovery {
    # The service's codes and what a user reads (CI: 1045/43611, 436/53983; COS: 436/7730).
    $codes = @(
        @{ Status = 400; Code = 'InvalidArgument'; Message = ''; Category = 'InvalidArgument'; Advice = '*Correct it*' }
        @{ Status = 400; Code = 'MissingContent'; Message = ''; Category = 'InvalidArgument'; Advice = '*Correct it*' }
        @{ Status = 400; Code = 'InvalidContent'; Message = ''; Category = 'InvalidArgument'; Advice = '*Correct it*' }
        @{ Status = 400; Code = 'InvalidHost'; Message = ''; Category = 'InvalidArgument'; Advice = '*-Bucket*-Region*' }
        @{ Status = 400; Code = 'ResourceNotFound'; Message = ''; Category = 'ObjectNotFound'; Advice = '*Get-CiWorkflowInput*' }
        @{ Status = 400; Code = 'ResourceDownloadFailed'; Message = ''; Category = 'ReadError'; Advice = '*Get-CiWorkflowInput*' }
        @{ Status = 400; Code = 'ResourceNotSupported'; Message = ''; Category = 'InvalidData'; Advice = '*Get-CiWorkflowInput*' }
        @{ Status = 400; Code = 'ResourceAccessDenied'; Message = ''; Category = 'PermissionDenied'; Advice = '*CI_QCSRole*' }
        @{ Status = 400; Code = 'CIRoleNotExist'; Message = ''; Category = 'PermissionDenied'; Advice = '*CI_QCSRole*' }
        @{ Status = 401; Code = 'MissingAuthorization'; Message = ''; Category = 'AuthenticationError'; Advice = '*SecretKey*' }
        @{ Status = 401; Code = 'InvalidAuthorization'; Message = ''; Category = 'AuthenticationError'; Advice = '*SecretKey*' }
        @{ Status = 401; Code = 'SecretidNotExist'; Message = ''; Category = 'AuthenticationError'; Advice = '*SecretId*' }
        @{ Status = 401; Code = 'SignatureExpired'; Message = ''; Category = 'AuthenticationError'; Advice = '*clock*' }
        @{ Status = 403; Code = 'RequestTimeTooSkewed'; Message = ''; Category = 'AuthenticationError'; Advice = '*clock*' }
        @{ Status = 403; Code = 'AccessDenied'; Message = 'Request has expired'; Category = 'PermissionDenied'; Advice = '*clock*' }
        @{ Status = 403; Code = 'AccessDenied'; Message = 'Request has expired.'; Category = 'PermissionDenied'; Advice = '*clock*' }
        @{ Status = 401; Code = 'AccessDenied'; Message = 'Access Denied.'; Category = 'AuthenticationError'; Advice = '*ci:TriggerMediaWorkflow*' }
        @{ Status = 403; Code = 'AccessDenied'; Message = 'Access Denied.'; Category = 'PermissionDenied'; Advice = '*ci:TriggerMediaWorkflow*' }
        @{ Status = 403; Code = 'QueuePaused'; Message = ''; Category = 'ResourceUnavailable'; Advice = '*Resume-CiQueue*' }
        @{ Status = 403; Code = 'MediaBucketAlreadyBinded'; Message = ''; Category = 'ResourceExists'; Advice = '*bound*' }
        @{ Status = 404; Code = 'NoSuchBucket'; Message = ''; Category = 'ObjectNotFound'; Advice = '*-Bucket*' }
        @{ Status = 404; Code = 'InvalidUrl'; Message = ''; Category = 'InvalidArgument'; Advice = '*-Region*' }
        @{ Status = 404; Code = 'AuditingJobNotFound'; Message = ''; Category = 'ObjectNotFound'; Advice = '*Check the id*' }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1"
    Start-Sandbox
    $workflow = 'w7476ff3564ee45b7b490d64bccaba6cc'
    Set-CiContext -MaximumRetryCount 0

    function Get-OneError([scriptblock] $Command) {
        $ErrorActionPreference = 'Continue'
        $problems = @(& $Command 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        $problems.Count | Should -Be 1
        $problems[0]
    }
}

AfterAll { Stop-Sandbox }

Describe 'an error of the service' {
    BeforeEach {
        Clear-SandboxFault
        Clear-SandboxRequest
    }

    It 'that is <Status> <Code> <Message> has its code as its id, its category and its advice' -ForEach $codes {
        $fault = @{ Status = $Status; Code = $Code }
        if ($Message) { $fault.Message = $Message }
        Add-SandboxFault Status @fault -Times 0
        $problem = Get-OneError { Invoke-CiWorkflowTrigger -Name demo -Prefix input/ -WorkflowId $workflow }
        $problem.FullyQualifiedErrorId | Should -BeLike "$Code,*"
        $problem.CategoryInfo.Category | Should -Be $Category
        $problem.ErrorDetails.RecommendedAction | Should -BeLike $Advice
        @(Get-SandboxRequest -Method POST).Count | Should -Be 1
    }

    It 'carries where it was asked for, and can be piped to the command again' {
        Add-SandboxBucket other-1250000000 ap-shanghai
        Add-SandboxFault Status -Method POST -Status 403 -Code AccessDenied
        $problem = Get-OneError { Invoke-CiWorkflowTrigger -Name demo -Prefix input/ -WorkflowId $workflow -Bucket other-1250000000 -Region ap-shanghai }
        $problem.TargetObject.Bucket, $problem.TargetObject.Region | Should -Be 'other-1250000000', 'ap-shanghai'
        $null = $problem.TargetObject | Invoke-CiWorkflowTrigger -ErrorAction Ignore
        (Get-SandboxRequest -Method POST).host | Should -Be @(, 'other-1250000000.ci.ap-shanghai.myqcloud.com' * 2)
    }

    It 'that is <Status> <Code>, which no document says to mean that nothing was made, leaves the outcome unknown, and is sent once' -ForEach @(
        @{ Status = 503; Code = 'ServiceUnavailable' }
        @{ Status = 403; Code = 'QueueSaturated' }
    ) {
        Set-CiContext -MaximumRetryCount 4
        try {
            Add-SandboxFault Status -Status $Status -Code $Code -Method POST -Times 0
            $problem = Get-OneError { Invoke-CiWorkflowTrigger -Name demo -Prefix input/ -WorkflowId $workflow -ListLag 0s 3> $null }
            $problem.FullyQualifiedErrorId | Should -BeLike 'CiTriggerOutcomeUnknown,*'
            $problem.ErrorDetails.RecommendedAction | Should -BeLike '*-SkipExisting*-MaximumRequestsPerSecond*queue is full*'
            @(Get-SandboxRequest -Method POST).Count | Should -Be 1
        }
        finally { Set-CiContext -MaximumRetryCount 0 }
    }

    It 'that may pass is asked about again -MaximumRetryCount times: <_>' -ForEach 0, 2 {
        Set-CiContext -MaximumRetryCount $_
        try {
            Add-SandboxFault Status -Status 503 -Code ServiceUnavailable -Times 0
            (Get-OneError { Get-CiWorkflowJob }).FullyQualifiedErrorId | Should -BeLike 'ServiceUnavailable,*'
            @(Get-SandboxRequest).Count | Should -Be ($_ + 1)
        }
        finally { Set-CiContext -MaximumRetryCount 0 }
    }

    It 'that is NotImplemented is not asked for again' {
        Set-CiContext -MaximumRetryCount 4
        try {
            Add-SandboxFault Status -Status 501 -Code NotImplemented -Times 0
            $problem = Get-OneError { Get-CiWorkflowJob }
            $problem.FullyQualifiedErrorId | Should -BeLike 'NotImplemented,*'
            $problem.ErrorDetails.RecommendedAction | Should -BeLike "*doesn't offer*"
            @(Get-SandboxRequest).Count | Should -Be 1
        }
        finally { Set-CiContext -MaximumRetryCount 0 }
    }

    It 'that refuses a call names the CAM action of that very call' {
        Add-SandboxFault Status -Status 403 -Code AccessDenied -Times 0
        $commands = @{
            'ci:DescribeInventoryTriggerJob '    = { Get-CiWorkflowJob -JobId b1 }
            'ci:DescribeInventoryTriggerJobs '   = { Get-CiWorkflowJob }
            'ci:DescribeMediaWorkflows '         = { Get-CiWorkflow }
            'ci:DescribeMediaWorkflowExecution*' = { Get-CiWorkflowExecution -RunId i1 }
            'cos:GetBucket '                     = { Get-CiWorkflowInput -Prefix a/ }
            'cos:HeadObject '                    = { Get-CiWorkflowInput -Object a }
            'cos:GetObject '                     = { Get-CiWorkflowInput -UrlFile a }
        }
        foreach ($action in $commands.Keys) {
            (Get-OneError $commands[$action]).ErrorDetails.RecommendedAction | Should -BeLike "*$action*"
        }

        Clear-SandboxFault
        Add-SandboxFault Status -Status 403 -Code AccessDenied -Times 0 -Method PUT
        (Get-OneError { 'a' | Publish-CiUrlFile -Key b }).ErrorDetails.RecommendedAction | Should -BeLike '*cos:PutObject *'
    }

    It 'that only fails to read never says that a job may exist' {
        foreach ($fault in @{ Kind = 'Status'; Status = 503 }, @{ Kind = 'Status'; Status = 500; Code = 'InternalError' }, @{ Kind = 'DropAfter' }) {
            Clear-SandboxFault
            Add-SandboxFault @fault -Times 0
            foreach ($read in { Get-CiWorkflowJob }, { Get-CiWorkflowJob -JobId b1 }, { Get-CiWorkflow }, { Get-CiWorkflowInput -Prefix a/ }) {
                $problem = Get-OneError $read
                "$problem $($problem.ErrorDetails.RecommendedAction)" | Should -Not -BeLike '*job*exist*'
            }
        }
    }

    It 'without the service''s own document is not taken for the service''s' {
        Add-SandboxFault Replace -Status 404 -Body '<html>Welcome to the hotel</html>' -Times 0
        $problem = Get-OneError { Get-CiWorkflowJob -JobId b1 }
        $problem.FullyQualifiedErrorId | Should -BeLike 'HttpStatus404,*'
        $problem.ErrorDetails.RecommendedAction | Should -BeLike '*proxy*'
    }
}

Describe 'the secrets in an error of the service' {
    It 'are in no stream, in no property and in no transcript' {
        Clear-SandboxFault
        $body = '<Error><Code>SignatureDoesNotMatch</Code><Message>x-cos-security-token=SESAME does not fit</Message>' +
            '<StringToSign>sha1 SESAME</StringToSign><FormatString>get&#10;x-ci-security-token=SESAME</FormatString><RequestId>r1</RequestId></Error>'
        Add-SandboxFault Replace -Status 403 -Body $body -Times 0
        $transcript = Join-Path $TestDrive transcript.txt
        $ErrorActionPreference = $DebugPreference = 'Continue'
        Start-Transcript $transcript | Out-Null
        try { $streams = @(Get-CiWorkflowJob -JobId b1 -Verbose -Debug *>&1) }
        finally { Stop-Transcript | Out-Null }
        $problem = @($streams | Where-Object { $_ -is [Management.Automation.ErrorRecord] })[0]
        $problem.FullyQualifiedErrorId | Should -BeLike 'SignatureDoesNotMatch,*'
        $text = $streams | ForEach-Object { "$_" }
        "$text" | Should -BeLike '*StringToSign>`*`*`*<*'
        $all = "$text" + ($problem | Format-List * -Force | Out-String) + ($problem.Exception | Format-List * -Force | Out-String) + (Get-Content $transcript -Raw)
        $all | Should -Not -BeLike '*SESAME*'
    }
}

Describe 'a bucket that is not there' {
    It 'is NoSuchBucket, and never an object that does not exist' {
        Clear-SandboxFault
        $problem = Get-OneError { Get-CiWorkflowInput -Object a.mp4 -Bucket other-1250000000 }
        $problem.FullyQualifiedErrorId | Should -BeLike 'NoSuchBucket,*'
        (Get-CiWorkflowInput -Object no-such-object).Exists | Should -BeFalse
    }
}
