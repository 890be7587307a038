@{
    RootModule             = 'CiWorkflow.dll'
    ModuleVersion          = '1.0.0'
    GUID                   = '7fe5a973-07b5-4958-bb96-fa168384604a'
    Author                 = 'CiWorkflow contributors'
    CompanyName            = 'CiWorkflow contributors'
    Copyright              = '(c) CiWorkflow contributors. MIT License.'
    Description            = "Runs a media workflow of Tencent Cloud's Cloud Infinite (CI) over many objects of a bucket at once, from the PowerShell pipeline."

    CompatiblePSEditions   = @('Desktop', 'Core')
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'

    TypesToProcess         = @('CiWorkflow.Types.ps1xml')
    FormatsToProcess       = @('CiWorkflow.Format.ps1xml', 'CiWorkflow.Results.Format.ps1xml', 'CiWorkflow.Setup.Format.ps1xml', 'CiWorkflow.Lists.Format.ps1xml')

    CmdletsToExport        = @(
        'Clear-CiContext'
        'Disable-CiWorkflow'
        'Enable-CiWorkflow'
        'Export-CiWorkflow'
        'Export-CiWorkflowReport'
        'Get-CiCheckpoint'
        'Get-CiContext'
        'Get-CiLedger'
        'Get-CiMediaJob'
        'Get-CiQueue'
        'Get-CiTemplate'
        'Get-CiWorkflow'
        'Get-CiWorkflowExecution'
        'Get-CiWorkflowInput'
        'Get-CiWorkflowJob'
        'Import-CiWorkflow'
        'Invoke-CiMediaBatch'
        'Invoke-CiWorkflow'
        'Invoke-CiWorkflowTrigger'
        'Measure-CiWorkflowJob'
        'New-CiContext'
        'New-CiCredential'
        'New-CiTimeInterval'
        'Publish-CiUrlFile'
        'Remove-CiWorkflow'
        'Restart-CiWorkflowExecution'
        'Resume-CiQueue'
        'Save-CiCheckpoint'
        'Set-CiContext'
        'Set-CiQueue'
        'Stop-CiWorkflowJob'
        'Suspend-CiQueue'
        'Test-CiWorkflowSetup'
        'Wait-CiWorkflowExecution'
        'Wait-CiWorkflowJob'
    )
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()

    FileList               = @(
        'CHANGELOG.md'
        'CiWorkflow.Core.dll'
        'CiWorkflow.Format.ps1xml'
        'CiWorkflow.Lists.Format.ps1xml'
        'CiWorkflow.Results.Format.ps1xml'
        'CiWorkflow.Setup.Format.ps1xml'
        'CiWorkflow.Types.ps1xml'
        'CiWorkflow.dll'
        'CiWorkflow.psd1'
        'LICENSE'
        'en-US/CiWorkflow.dll-Help.xml'
        'en-US/about_CiWorkflow.help.txt'
        'en-US/about_CiWorkflow_Credentials.help.txt'
        'en-US/about_CiWorkflow_Errors.help.txt'
        'en-US/about_CiWorkflow_Exactly_Once.help.txt'
        'en-US/about_CiWorkflow_Runbooks.help.txt'
        'zh-CN/CiWorkflow.dll-Help.xml'
        'zh-CN/about_CiWorkflow.help.txt'
        'zh-CN/about_CiWorkflow_Credentials.help.txt'
        'zh-CN/about_CiWorkflow_Errors.help.txt'
        'zh-CN/about_CiWorkflow_Exactly_Once.help.txt'
        'zh-CN/about_CiWorkflow_Runbooks.help.txt'
    )
    HelpInfoUri            = 'https://github.com/ciworkflow/CiWorkflow/releases/latest/download/'

    PrivateData            = @{
        PSData = @{
            Tags         = @('Tencent', 'TencentCloud', 'COS', 'CI', 'CloudInfinite', 'media', 'workflow', 'transcode', 'automation', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            Prerelease   = 'preview1'
            LicenseUri   = 'https://github.com/ciworkflow/CiWorkflow/blob/main/LICENSE'
            ProjectUri   = 'https://github.com/ciworkflow/CiWorkflow'
            IconUri      = 'https://github.com/ciworkflow/CiWorkflow/raw/main/docs/icon.png'
            # Pack puts the newest section of CHANGELOG.md here.
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
