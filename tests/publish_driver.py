"""Publish in processes of their own that may be killed: a job a line on standard input, an answer a line back.

A job is ``{"target": …, "root": …, "site": …, "home": …, "fatal": n, "log": file}``; the answer is the exit code of
the process forked for it, minus the signal if one killed it. What it said, and the number of changes it made to
the server, is in the log.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from metodbank.publish.connection import opener
from metodbank.publish.credentials import Credentials
from metodbank.publish.publisher import Publisher
from metodbank.publish.settings import Publishing
from metodbank.publish.store import StoreError
from tests.publish_help import Faulty, content


def publish(job: dict[str, Any]) -> int:
    target = TypeAdapter(Publishing).validate_python({"targets": {"target": job["target"]}}).targets["target"]
    connect = opener(target, Path(job["root"]), Credentials(None))
    number = 0

    def counted(_: int, what: str) -> None:
        nonlocal number
        number += 1

    def faulty() -> Faulty:
        return Faulty(connect(), job.get("fatal", 0), counted, number)

    publisher = Publisher(target, faulty, Path(job["home"]), print, sleep=lambda seconds: None)
    try:
        outcome = publisher.publish(content(Path(job["site"])))
        print(f"release {outcome.release} travelled {outcome.travelled}")
    except StoreError as error:
        print(f"{type(error).__name__}: {error} — {error.hint}")
        return 1
    finally:
        print(number)
    return 0


def main() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            with Path(job["log"]).open("w", encoding="utf-8") as log:
                sys.stdout = sys.stderr = log
                code = 70
                try:
                    code = publish(job)
                except BaseException:
                    traceback.print_exc()
                finally:
                    log.flush()
                    os._exit(code)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
