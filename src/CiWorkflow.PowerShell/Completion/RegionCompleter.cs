using System.Collections.Generic;

namespace CiWorkflow.Completion;

/// <summary>Completes the regions that the service is known to have; any other is taken too.</summary>
public sealed class RegionCompleter : WordListCompleter
{
    private static readonly string[] Regions =
    [
        "ap-beijing", "ap-nanjing", "ap-shanghai", "ap-guangzhou", "ap-chengdu", "ap-chongqing", "ap-hongkong", "ap-singapore", "ap-mumbai",
        "ap-jakarta", "ap-seoul", "ap-bangkok", "ap-tokyo", "na-siliconvalley", "na-ashburn", "na-toronto", "sa-saopaulo", "eu-frankfurt",
        "eu-moscow", "ap-beijing-fsi", "ap-shanghai-fsi", "ap-shenzhen-fsi",
    ];

    private protected override IEnumerable<string> Words => Regions;
}
