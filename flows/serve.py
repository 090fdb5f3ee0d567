"""A Prefect server on loopback and the study's deployment with its weekly schedule, until interrupted.

PORT chooses the port (default 4200). Open the printed address: the deployment `study/weekly` can be run from there.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request

from flows.environment import prepare_prefect

WEEKLY = "0 6 * * 1"  # Mondays at six


def main() -> int:
    port = int(os.environ.get("PORT", "4200"))
    prepare_prefect(ephemeral=False)
    api = f"http://127.0.0.1:{port}/api"
    # The page asks the API at the address it was built for unless it is told the one it is served from.
    os.environ["PREFECT_UI_API_URL"] = api
    os.environ["PREFECT_SERVER_UI_API_URL"] = api
    os.environ["PREFECT_API_URL"] = api
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_until_up(api, server)
        print(f"Prefect UI: http://127.0.0.1:{port}/deployments (stop with Ctrl-C)", flush=True)
        signal.signal(signal.SIGTERM, _interrupt)
        _serve()
    except KeyboardInterrupt:
        pass
    finally:
        server.terminate()
        server.wait(timeout=20)
    return 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _wait_until_up(api: str, server: subprocess.Popen[bytes], seconds: int = 90) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise SystemExit(f"the Prefect server ended at once; is the port of {api} in use? choose another: PORT=…")
        try:
            urllib.request.urlopen(f"{api}/health", timeout=2).read()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit(f"the Prefect server at {api} did not answer within {seconds} s")


def _serve() -> None:
    from flows.study import study_flow

    study_flow.serve(name="weekly", cron=WEEKLY, tags=["study"], description="The study, every Monday at six.")


if __name__ == "__main__":
    sys.exit(main())
