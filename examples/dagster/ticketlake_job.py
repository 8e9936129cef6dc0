"""Exports each site every morning. Where another run holds the lake (exit code 75), what comes after it is skipped.

Needs Ticketlake in /srv/ticketlake, with one ticketlake.yaml for all sites (names with ${SITE}) and its keys in .env.
Try it with: dagster job execute --python-file ticketlake_job.py --job ticketlake
"""

import os
import subprocess

from dagster import Definitions, Failure, OpExecutionContext, Out, Output, RetryPolicy, ScheduleDefinition, job, op

SITES = ["emea", "apac"]
EXPORT = ["node", "node_modules/ticketlake/bin/ticketlake.js", "export", "--quiet"]
FOLDER = "/srv/ticketlake"

LAKE_IS_HELD = 75
WRONG_CONFIGURATION = 2


def export_of(site: str):
    @op(name=f"export_{site}", out=Out(str, is_required=False), retry_policy=RetryPolicy(max_retries=1, delay=600))
    def export(context: OpExecutionContext):
        process = subprocess.Popen(EXPORT, cwd=FOLDER, env={**os.environ, "SITE": site})
        try:
            code = process.wait()
        except BaseException:
            # Dagster interrupts the op: the export ends after the page in hand.
            process.terminate()
            process.wait()
            raise
        if code == LAKE_IS_HELD:
            context.log.info("Another run holds the lake: skipped.")
        elif code == 0:
            yield Output(site)
        else:
            raise Failure(f"The export ended with {code}.", allow_retries=code != WRONG_CONFIGURATION)

    return export


@op
def published(context: OpExecutionContext, site: str) -> None:
    """Runs once a site is exported: refresh a report here, or start dbt."""
    context.log.info(f"{site} is up to date.")


@job
def ticketlake():
    for site in SITES:
        published.alias(f"after_{site}")(export_of(site)())


defs = Definitions(jobs=[ticketlake], schedules=[ScheduleDefinition(job=ticketlake, cron_schedule="0 6 * * *")])
