# What ships, and that it imports.
BeforeAll {
    $folder = Join-Path $PSScriptRoot '../../out/CiWorkflow'
    Import-Module $folder
    $manifest = Import-PowerShellDataFile (Join-Path $folder CiWorkflow.psd1)
    $assemblies = Get-ChildItem $folder -Filter *.dll -Recurse
}

Describe 'The module' {
    It 'ships two assemblies of its own and nothing else' {
        $assemblies.Name | Sort-Object | Should -Be 'CiWorkflow.Core.dll', 'CiWorkflow.dll'
    }

    It 'exports the cmdlets that are there, by name' {
        $listed = $manifest.CmdletsToExport | Sort-Object
        (Get-Module CiWorkflow).ExportedCommands.Keys | Sort-Object | Should -Be $listed
        $compiled = [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'CiWorkflow' }).GetExportedTypes() |
            ForEach-Object { $_.GetCustomAttributes([Management.Automation.CmdletAttribute], $false) } |
            ForEach-Object { "$($_.VerbName)-$($_.NounName)" }
        $compiled | Sort-Object | Should -Be $listed
        $manifest.FunctionsToExport | Should -BeNullOrEmpty
        $manifest.AliasesToExport | Should -BeNullOrEmpty
    }

    It 'is for Windows PowerShell 5.1 and PowerShell 7' {
        $manifest.CompatiblePSEditions | Should -Be 'Desktop', 'Core'
        $manifest.PowerShellVersion | Should -Be '5.1'
        $manifest.PrivateData.PSData.Tags | Should -Not -BeNullOrEmpty
        $manifest.PrivateData.PSData.LicenseUri | Should -Not -BeNullOrEmpty
    }

    It 'references the base library and PowerShell alone' {
        foreach ($file in $assemblies) {
            $stream = $file.OpenRead()
            try {
                $reader = [Reflection.PortableExecutable.PEReader]::new($stream)
                $metadata = [Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($reader)
                $names = foreach ($handle in $metadata.AssemblyReferences) { $metadata.GetString($metadata.GetAssemblyReference($handle).Name) }
                $names | Where-Object { $_ -notin 'netstandard', 'CiWorkflow.Core', 'System.Management.Automation' } | Should -BeNullOrEmpty
            }
            finally {
                $stream.Dispose()
            }
        }
    }
}
