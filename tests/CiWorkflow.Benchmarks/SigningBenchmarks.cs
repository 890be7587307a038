using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using CiWorkflow.Credentials;
using CiWorkflow.Signing;

namespace CiWorkflow.Benchmarks;

/// <summary>
/// Signing a create request, beside its three hashes alone: SHA-1 of the HttpString, HMAC of the StringToSign, and the SignKey's HMAC once
/// a window.
/// </summary>
[MemoryDiagnoser]
public class SigningBenchmarks : IDisposable
{
    private const string SecretKey = "EXAMPLEKEYEXAMPLEKEYEXAMPLEKEY00";
    private const string Host = "media-archive-1300000001.ci.ap-beijing.myqcloud.com";

    private static readonly KeyValuePair<string, string>[] NoQuery = [];
    private static readonly KeyValuePair<string, string>[] Headers = [new("Host", Host), new("Content-Length", "532")];

    private readonly RequestSigner _signer = new(new CiCredential("AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q", SecretKey));
    private readonly SigningWindow _window = new(1755541017, 1755544617);
    private readonly byte[] _windowText = Encoding.ASCII.GetBytes("1755541017;1755544617");
    private readonly byte[] _httpString = Encoding.ASCII.GetBytes($"post\n/inventorytriggerjob\n\ncontent-length=532&host={Host}\n");
    private readonly byte[] _stringToSign = Encoding.ASCII.GetBytes("sha1\n1755541017;1755544617\n584fc48036b9a79dc00ecbc9b2d5ed00ec05f2a2\n");
#pragma warning disable CA5350 // The service's signature is defined on SHA-1.
    private readonly SHA1 _sha1 = SHA1.Create();
    private readonly HMACSHA1 _keyHmac = new(Encoding.ASCII.GetBytes(SecretKey));
    private readonly HMACSHA1 _hmac = new(Encoding.ASCII.GetBytes("584fc48036b9a79dc00ecbc9b2d5ed00ec05f2a2"));
#pragma warning restore CA5350

    /// <summary>The two hashes that every signature needs, with the classes that the signer uses.</summary>
    [Benchmark(Baseline = true)]
    public byte[] TwoBareHashes()
    {
        _sha1.ComputeHash(_httpString);
        return _hmac.ComputeHash(_stringToSign);
    }

    /// <summary>With the third, which the signer computes once a window and not once a signature.</summary>
    [Benchmark]
    public byte[] ThreeBareHashes()
    {
        _keyHmac.ComputeHash(_windowText);
        return TwoBareHashes();
    }

    /// <summary>The whole signature.</summary>
    [Benchmark]
    public string Sign() => _signer.Sign(_window, "POST", "/inventorytriggerjob", NoQuery, Headers);

    /// <summary>Disposes of the hash objects.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _sha1.Dispose();
        _keyHmac.Dispose();
        _hmac.Dispose();
        GC.SuppressFinalize(this);
    }
}
