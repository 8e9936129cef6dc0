"""Exports each site every morning. A site whose lake another run holds (exit code 75) is skipped, not failed.

Needs Ticketlake in /srv/ticketlake on the worker, with one ticketlake.yaml for all sites (names with ${SITE}) and its
keys in .env. Set killed_task_cleanup_time to 120 in airflow.cfg: a task that is cleared then ends after the page in
hand. Try it with: airflow dags test ticketlake
"""

from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

SITES = ["emea", "apac"]
EXPORT = "exec node node_modules/ticketlake/bin/ticketlake.js export --quiet"

with DAG(
    dag_id="ticketlake",
    schedule="0 6 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    tags=["ticketlake"],
):
    for site in SITES:
        BashOperator(
            task_id=f"export_{site}",
            bash_command=EXPORT,
            cwd="/srv/ticketlake",
            env={"SITE": site},
            append_env=True,
            skip_on_exit_code=75,
            # The next try asks only for what the last one did not read.
            retries=1,
            retry_delay=timedelta(minutes=10),
            execution_timeout=timedelta(hours=6),
        )
