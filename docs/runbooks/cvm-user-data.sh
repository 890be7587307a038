#!/bin/sh
# User data of a Tencent CVM whose image has pwsh, the module, and this folder in /opt/ciworkflow. The instance is given a CAM role
# (service cvm.qcloud.com) with the rights of about_CiWorkflow_Credentials: the module takes the role's keys and their renewal from the
# machine's metadata, and no key is stored anywhere.
set -eu
id -u ciworkflow >/dev/null 2>&1 || useradd --system --home-dir /var/lib/ciworkflow ciworkflow
install -m 644 /opt/ciworkflow/ciworkflow.service /opt/ciworkflow/ciworkflow.timer /etc/systemd/system/
systemctl daemon-reload
systemctl enable --now ciworkflow.timer
