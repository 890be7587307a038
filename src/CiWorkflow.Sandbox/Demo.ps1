# What a trigger over incoming/ would touch, before it costs money.
Invoke-CiWorkflowTrigger -Name nightly -Prefix incoming/ -WorkflowId w7476ff3564ee45b7b490d64bccaba6cc -TimeInterval 1d -Preview -WhatIf

# One object first, before the job starts the workflow on all of them.
Invoke-CiWorkflow w7476ff3564ee45b7b490d64bccaba6cc 'incoming/片段 1.mp4' | Wait-CiWorkflowExecution

# Start the workflow over everything that was uploaded under incoming/ in the last day, and follow it to its end.
$job = Invoke-CiWorkflowTrigger -Name nightly -Prefix incoming/ -WorkflowId w7476ff3564ee45b7b490d64bccaba6cc -TimeInterval 1d | Wait-CiWorkflowJob
$job

# Which objects failed, and why.
$job | Get-CiWorkflowExecution -State Failed -Detailed

# Start again only those.
$retry = $job | Get-CiWorkflowExecution -State Failed |
    Publish-CiUrlFile -Key retry/nightly.txt |
    Invoke-CiWorkflowTrigger -Name nightly-retry -WorkflowId w7476ff3564ee45b7b490d64bccaba6cc
$retry | Wait-CiWorkflowJob | Get-CiWorkflowExecution

# What became of both, in one look, and as a report to forward.
$job, $retry | Measure-CiWorkflowJob
$job, $retry | Export-CiWorkflowReport (Join-Path ([IO.Path]::GetTempPath()) CiWorkflow-demo.html) -Force -PassThru | Select-Object -ExpandProperty FullName
