"""``scrapy schedule``: prints a crontab line and a systemd timer for this checkout."""

import argparse
import shlex
import sys
from pathlib import Path

from scraper.command import NewsCommand
from scraper.configuration.news_config import project_folder

_EXIT_CODES = """\
Exit codes: 0 done, also when single sources failed; 1 nothing could be done; 2 bad input;
4 the database is unusable; 75 another run still holds the lock of this database, which is
harmless. Nothing is printed unless something is wrong, so cron mails only then."""


class Command(NewsCommand):
    """Print the lines; nothing is installed."""

    example = "scrapy schedule"

    def short_desc(self) -> str:
        return "Print a crontab line and a systemd timer for this checkout"

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        folder = project_folder().resolve()
        python = Path(sys.executable)
        print(schedule_text(folder, python))


def schedule_text(folder: Path, python: Path) -> str:
    """Return the crontab line and the systemd units for the checkout in ``folder``."""
    program = f'"{python}"' if " " in str(python) else str(python)
    unit_command = f"{program} -m scrapy crawl news -a due=1"
    shell_command = f"{shlex.quote(str(python))} -m scrapy crawl news -a due=1"
    mailing_line = f"*/10 * * * * cd {shlex.quote(str(folder))} && {shell_command}"
    logging_line = f"{mailing_line} >> svodka.log 2>&1"
    return f"""\
# Every ten minutes the sources that are due are polled; how often depends on the source.
# Runs never overlap: a run that finds the database locked ends at once with exit code 75.

# crontab -e  — cron mails what a run prints (set MAILTO); a run prints problems only:
{_cron_safe(mailing_line)}
# … or with a log file, which /etc/logrotate.d/svodka rotates:
# {_cron_safe(logging_line)}
#   {folder}/svodka.log {{ weekly rotate 8 compress missingok notifempty }}

# ~/.config/systemd/user/svodka.service
[Unit]
Description=Svodka gathers news
[Service]
Type=oneshot
WorkingDirectory={_systemd_safe(str(folder))}
ExecStart={_systemd_safe(unit_command)}
SuccessExitStatus=75
TimeoutStopSec=15

# ~/.config/systemd/user/svodka.timer
[Unit]
Description=Svodka gathers news every ten minutes
[Timer]
OnCalendar=*:0/10
RandomizedDelaySec=60
Persistent=true
[Install]
WantedBy=timers.target

# then:  systemctl --user enable --now svodka.timer;  journalctl --user -u svodka shows its log
# {_EXIT_CODES.replace(chr(10), chr(10) + "# ")}"""


def _cron_safe(line: str) -> str:
    """Escape percent signs, since one ends the command in a crontab."""
    return line.replace("%", "\\%")


def _systemd_safe(text: str) -> str:
    """Escape percent signs, since one begins a specifier in a systemd unit."""
    return text.replace("%", "%%")
