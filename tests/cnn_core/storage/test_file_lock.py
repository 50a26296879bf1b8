import subprocess
import sys
import threading
import time
from pathlib import Path

from cnn_core.storage.file_lock import locked

ROOT = Path(__file__).parents[3]
HOLD = """
import sys, time
from pathlib import Path
from cnn_core.storage.file_lock import locked
with locked(Path(sys.argv[1])):
    print("in", flush=True)
    time.sleep(60)
"""


def test_one_at_a_time_within_a_process(tmp_path):
    inside, most = [], []

    def enter():
        with locked(tmp_path / "a.lock"):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.01)
            inside.pop()

    threads = [threading.Thread(target=enter) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1


def test_another_process_is_waited_for_and_a_killed_one_lets_go(tmp_path):
    path = tmp_path / "a.lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, path], cwd=ROOT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"in\n"
        entered = threading.Event()

        def enter():
            with locked(path):
                entered.set()

        thread = threading.Thread(target=enter)
        thread.start()
        assert not entered.wait(0.3)
        holder.kill()
        assert entered.wait(5)
        thread.join()
