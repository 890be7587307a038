BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../out/CiWorkflow') -Force
    $common = [Management.Automation.Cmdlet]::CommonParameters + [Management.Automation.Cmdlet]::OptionalCommonParameters
    # The engine declares -First, -Skip and -IncludeTotalCount itself, so that no attribute of ours can stand on them.
    $engine = 'First', 'Skip', 'IncludeTotalCount'
    $parameters = foreach ($command in Get-Command -Module CiWorkflow -CommandType Cmdlet) {
        foreach ($parameter in $command.Parameters.Values) {
            if ($parameter.Name -notin ($common + $engine)) {
                @{ Command = $command; Parameter = $parameter; Name = "$($command.Name) -$($parameter.Name)" }
            }
        }
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../out/CiWorkflow') -Force
    # Nobody listens there: what isn't refused before it is sent ends with another error than the one that is asserted.
    $env:TENCENTCLOUD_SECRET_ID = 'AKIDexample'
    $env:TENCENTCLOUD_SECRET_KEY = 'example'
    Set-CiContext -Bucket media-1250000000 -Region ap-beijing -Endpoint http://127.0.0.1:1 -MaximumRetryCount 0

    function Get-Sample([Management.Automation.ParameterMetadata] $Parameter) {
        switch ($Parameter.Name) {
            'WorkflowId' { return 'w7476ff3564ee45b7b490d64bccaba6cc' }
            'RequestBody' { return '<Request/>' }
        }
        switch ($Parameter.ParameterType) {
            { $_ -eq [securestring] } { return ConvertTo-SecureString example -AsPlainText -Force }
            { $_ -in [int], [long] } { return 1 }
            { $_ -eq [timespan] } { return [timespan]::FromSeconds(1) }
            default { return 'b1' }
        }
    }

    # The arguments of a call that lacks nothing, with one of them replaced.
    function Get-Arguments($Command, $Parameter, $Value) {
        $set = $Command.ParameterSets | Where-Object { $_.Parameters.Name -contains $Parameter.Name } | Select-Object -First 1
        $arguments = @{}
        foreach ($other in $set.Parameters | Where-Object IsMandatory) {
            $arguments[$other.Name] = Get-Sample $Command.Parameters[$other.Name]
        }
        $arguments[$Parameter.Name] = $Value
        $arguments
    }

    function Get-Refusal($Command, $Parameter, $Value) {
        $arguments = Get-Arguments $Command $Parameter $Value
        try {
            $null = & $Command @arguments -ErrorAction Stop
        }
        catch {
            return $_
        }
    }
}

AfterAll {
    Clear-CiContext
    $env:TENCENTCLOUD_SECRET_ID = $null
    $env:TENCENTCLOUD_SECRET_KEY = $null
}

Describe 'A parameter that was given' {
    It 'has a rule that refuses null and empty: <Name>' -ForEach $parameters {
        $Parameter.Attributes.TypeId.BaseType.FullName + $Parameter.Attributes.TypeId.FullName | Should -Contain 'CiWorkflow.Arguments.GivenAttribute'
    }

    It 'is refused by its name when it is null: <Name>' -ForEach $parameters {
        $refusal = Get-Refusal $Command $Parameter $null
        $refusal.FullyQualifiedErrorId | Should -Match "^(ParameterArgumentTransformationError|Invalid$($Parameter.Name)),"
        $refusal.Exception.Message | Should -Match "\b$($Parameter.Name)\b.*null or empty"
    }

    It 'is refused by its name when it is empty: <Name>' -ForEach ($parameters | Where-Object { $_.Parameter.Name -ne 'Prefix' }) {
        $refusal = Get-Refusal $Command $Parameter ''
        $refusal.FullyQualifiedErrorId | Should -Match "^(ParameterArgumentTransformationError|Invalid$($Parameter.Name)),"
        $refusal.Exception.Message | Should -Match "\b$($Parameter.Name)\b.*null or empty"
    }

    It 'is refused by its name when its list is empty or has an empty item: <Name>' -ForEach ($parameters | Where-Object { $_.Parameter.ParameterType.IsArray }) {
        foreach ($list in @(), @('b1', $null), @('b1', '')) {
            $refusal = Get-Refusal $Command $Parameter $list
            $refusal.FullyQualifiedErrorId | Should -Match "^(ParameterArgumentTransformationError|Invalid$($Parameter.Name)),"
            $refusal.Exception.Message | Should -Match "\b$($Parameter.Name)\b"
        }
    }
}
