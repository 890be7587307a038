using System;
using System.Globalization;
using CiWorkflow.Credentials;
using CiWorkflow.Model;
using Xunit;

namespace CiWorkflow.Core.Tests.Model;

/// <summary>What an error says to a person and a script: its text, its fields, and whether to try again.</summary>
public sealed class ErrorTests
{
    /// <summary>A service's error has its message, code, status and request id, the document's before the header's.</summary>
    [Fact]
    public void AServicesErrorTellsWhatTheServiceSaid()
    {
        var document = new ErrorDocument { Code = "E\u001b1", Message = " no\u0007 way\n ", Resource = "/a", RequestId = "r1", TraceId = "t1" };
        var error = new CiServiceException(403, document, "header");
        Assert.Equal(("E\\u001b1", " no\\u0007 way\\u000a ", "/a", "r1", "t1"), (error.Code, error.ServiceMessage, error.Resource, error.RequestId,
            error.TraceId));
        Assert.Equal(Text(Messages.ServiceError, "no\\u0007 way", "E\\u001b1, ", 403, "r1"), error.Message);
        Assert.True(error.HasErrorDocument);

        var bare = new CiServiceException(502, null, "header");
        Assert.Equal(Text(Messages.ServiceError, Messages.NoErrorDocument, "", 502, "header"), bare.Message);
        Assert.Equal(("", "", "", "header", ""), (bare.Code, bare.ServiceMessage, bare.Resource, bare.RequestId, bare.TraceId));
        Assert.False(bare.HasErrorDocument);
        Assert.False(new CiServiceException(400, new ErrorDocument { Message = "m" }, "").HasErrorDocument);
        Assert.Equal(
            Text(Messages.ServiceError, "m", "", 400, Messages.NoRequestId),
            new CiServiceException(400, new ErrorDocument { Message = "m" }, "").Message);
        Assert.Equal(("", "", "", "", ""), new ErrorDocument() is var empty
            ? (empty.Code, empty.Message, empty.Resource, empty.RequestId, empty.TraceId) : default);
    }

    /// <summary>What may pass, what asks for fewer calls, and what says that an item isn't there.</summary>
    [Theory]
    [InlineData(400, "RequestTimeout", true, false, false)]
    [InlineData(400, "InvalidArgument", false, false, false)]
    [InlineData(400, "QueueSaturated", true, true, false)]
    [InlineData(403, "RequestTimeout", false, false, false)]
    [InlineData(404, "NoSuchKey", false, false, true)]
    [InlineData(404, "NoSuchBucket", false, false, false)]
    [InlineData(404, "", false, false, false)]
    [InlineData(409, "NoSuchKey", false, false, false)]
    [InlineData(408, "", true, false, false)]
    [InlineData(429, "", true, true, false)]
    [InlineData(499, "", false, false, false)]
    [InlineData(500, "", true, false, false)]
    [InlineData(501, "", false, false, false)]
    [InlineData(502, "", true, false, false)]
    [InlineData(503, "", true, true, false)]
    public void AStatusSaysWhatToDo(int status, string code, bool isTransient, bool isThrottled, bool isMissing)
    {
        var error = new CiServiceException(status, new ErrorDocument { Code = code }, "");
        Assert.Equal((isTransient, isThrottled, isMissing), (error.IsTransient, error.IsThrottled, error.IsMissingItem));
    }

    /// <summary>
    /// A failure of the network names the address without its query, what happened, and the request's id where it has one.
    /// </summary>
    [Fact]
    public void AFailureOfTheNetworkNamesTheAddress()
    {
        var uri = new Uri("https://h/a?sign=SECRET");
        (TransportFailure Failure, string Text, bool MayHaveActed)[] failures =
        [
            (TransportFailure.NotConnected, Messages.NotConnected, false),
            (TransportFailure.ProxyRefused, Messages.NotConnected, false),
            (TransportFailure.TlsRefused, Messages.TlsRefused, false),
            (TransportFailure.ConnectionLost, Messages.ConnectionLost, true),
            (TransportFailure.Timeout, Messages.Timeout, true),
            (TransportFailure.UnreadableAnswer, Messages.UnreadableAnswer, true),
        ];
        foreach ((TransportFailure failure, string text, bool mayHaveActed) in failures)
        {
            var error = new CiTransportException(failure, uri, "", "why", null);
            Assert.Equal((Text(text, "https://h/a", "why"), mayHaveActed, ""), (error.Message, error.MayHaveActed, error.RequestId));
            var answered = new CiTransportException(failure, uri, "r1", "why", null);
            Assert.Equal(Text(text, "https://h/a", "why") + Text(Messages.WithRequestId, "r1"), answered.Message);
            Assert.Equal(("r1", answered.Message, failure), answered.Copy() is var copy ? (copy.RequestId, copy.Message, copy.Failure) : default);
        }
    }

    /// <summary>How often something was tried stands in its message from the second try on.</summary>
    [Fact]
    public void TheTriesAreTold()
    {
        var error = new CiServiceException(500, null, "r");
        string once = error.Message;
        Assert.Equal((1, ""), (error.Tries, error.CamAction));
        error.Tries = 3;
        Assert.Equal(once + Text(Messages.AfterTries, 3), error.Message);
    }

    /// <summary>An invalid value is named with its field, and left out where it may be a secret.</summary>
    [Fact]
    public void AnInvalidValueIsNamed()
    {
        Assert.Equal("Name 'a b': rule {0}", new InvalidFieldException("Name", "a b", "rule {0}").Message);
        Assert.Equal("Name '': rule 1", new InvalidFieldException("Name", "", "rule {0}", 1).Message);
        Assert.Equal("Name: rule", new InvalidFieldException("Name", null, "rule").Message);
        Assert.Equal("'a\\u0007b': why", new InputException("a\u0007b", "why").Message);
        Assert.Equal("'k': " + Messages.UrlFileExists, new ObjectExistsException("k", isUrlFile: true).Message);
        Assert.Equal("'k': " + Messages.ObjectExists, new ObjectExistsException("k", isUrlFile: false).Message);
    }

    /// <summary>Fields of keys begin empty, and are never written.</summary>
    [Fact]
    public void FieldsOfKeysBeginEmpty()
    {
        var fields = new CredentialFields();
        Assert.Equal(("", "", "", "", ""), (fields.SecretId, fields.SecretKey, fields.Token, fields.Type, fields.RoleArn));
        Assert.Equal("****", fields.ToString());
        var item = new CiInputObject("k");
        Assert.Equal(("k", "", "", "", "k"), (item.Key, item.Bucket, item.Region, item.StorageClass, item.ToString()));
    }

    private static string Text(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);
}
