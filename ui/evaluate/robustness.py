"""Robustness of a network: its accuracy on pictures that are corrupted, step by step, in the background."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from cnn_core.evaluation.question import CORRUPTIONS
from cnn_core.metrics import wilson
from cnn_core.metrics.classification import Judged
from figures.evaluation_charts import CorruptionLine, robustness_chart
from ui import settings
from ui.components.picture_grid import GridPicture, picture_grid
from ui.elements.chart import PLAIN_CHART
from ui.elements.table import draw_table
from ui.evaluate.choice import Subject, spread
from ui.evaluate.request import Answers, chunks, finished, refusal
from ui.evaluate.settings import EvaluationSettings
from ui.language import number, percent, t
from ui.requests import timeouts
from ui.requests.session import session
from ui.requests.waiting import wait_for

MOST_PICTURES: Final = 300
MOST_LARGE: Final = 100
"""Of pictures that take a worker long."""
LARGE: Final = 128
"""Pixels of a side, from which on pictures take long."""
_ANSWER: Final = "cnn_core.evaluation.worker.answer"


def draw(subject: Subject, judged: Judged) -> list[CorruptionLine]:
    """Draw the button that begins the measurement, or what came of it.

    Returns:
        The curves; none before they are measured.
    """
    st.header(t("evaluate.robustness.title"), anchor=False)
    places = sample(subject)
    st.markdown(t("evaluate.robustness.lead", pictures=number(len(places), 0)))
    found: list[CorruptionLine] = []
    if settings.read(EvaluationSettings).robust:
        counts = measured(subject, places)
        if counts is not None:
            found = lines(subject, judged, places, counts.kept)
            _draw_curves(found)
    else:
        st.button(t("evaluate.robustness.start"), icon=":material/play_arrow:", key="evaluate_robust_start",
                  on_click=settings.apply, args=({"robust": True},))  # fmt: skip
    _draw_example(subject)
    return found


def sample(subject: Subject) -> NDArray[np.int64]:
    """Pick places of the pictures that are corrupted, spread evenly over those of the subject."""
    wanted = subject.candidate.network.input
    most = MOST_PICTURES if max(wanted.rows, wanted.columns) < LARGE else MOST_LARGE
    return spread(np.arange(len(subject.positions)), most)


def measured(subject: Subject, places: NDArray[np.int64]) -> Answers | None:
    """Count the pictures that are right under each harm, chunk by chunk; None: not yet, and the progress was drawn."""
    question, positions = subject.question, subject.positions[places]
    some = chunks(subject, positions)
    steps = [
        (harm, strength, part) for harm, strengths in CORRUPTIONS.items() for strength in strengths for part in some
    ]
    labels = np.asarray(subject.dataset.labels)

    def right(step: int, logits: NDArray[np.float32]) -> int:
        return int((logits.argmax(axis=1) == labels[steps[step][2]]).sum())

    return finished(
        ("robust", question, positions.tobytes()),
        lambda: [(_ANSWER, question, part, harm, strength) for harm, strength, part in steps],
        right, said="evaluate.robustness.asking", name="robust",
    )  # fmt: skip


def lines(subject: Subject, judged: Judged, places: NDArray[np.int64], counts: list[int]) -> list[CorruptionLine]:
    """Compute the curves from how many pictures are right in each chunk."""
    pictures = len(places)
    clean = int(judged.right[places].sum())
    sums = np.array(counts).reshape(len(CORRUPTIONS), len(next(iter(CORRUPTIONS.values()))), -1).sum(axis=2)
    found = []
    for harm, row in zip(CORRUPTIONS, sums.tolist(), strict=True):
        rights = [clean, *row]
        ends = [wilson.interval(right, pictures) for right in rights]
        found.append(
            CorruptionLine(
                name=t(f"options.harm.{harm}"),
                strengths=(t("evaluate.robustness.none"), *(strength_words(harm, one) for one in CORRUPTIONS[harm])),
                accuracy=tuple(right / pictures for right in rights),
                low=tuple(low for low, _ in ends),
                high=tuple(high for _, high in ends),
            )
        )
    return found


def strength_words(harm: str, strength: float) -> str:
    """Write a strength with its unit: "σ 10 %", "20°"."""
    value = strength if harm == "rotation" else 100 * strength
    return t(f"evaluate.robustness.strength_{harm}", value=number(value, 0))


def axis_words() -> dict[str, str]:
    """Return the words of the chart."""
    return {
        "x_title": t("evaluate.robustness.steps"),
        "y_title": t("evaluate.calibration.right_share"),
        "none": t("evaluate.robustness.none"),
    }


def _draw_curves(found: list[CorruptionLine]) -> None:
    figure = robustness_chart(found, **axis_words())
    st.plotly_chart(figure, theme="streamlit", config=PLAIN_CHART, key="evaluate_robustness")
    worst = min(found, key=lambda line: line.accuracy[-1])
    values = {
        "harm": worst.name.lower(),
        "strength": worst.strengths[-1],
        "before": number(100 * worst.accuracy[0], 1),
        "after": number(100 * worst.accuracy[-1], 1),
    }
    st.markdown(t("evaluate.robustness.worst", **values))
    with st.expander(t("evaluate.robustness.table"), key="evaluate_robust_table", on_change="rerun") as table:
        if table.open:
            draw_table(rows(found), t("evaluate.robustness.title"))


def rows(found: list[CorruptionLine]) -> list[dict[str, str]]:
    """List the table's rows: for each corruption its strengths, and how much is right at each."""
    return [
        {t("settings.harm"): line.name}
        | {
            t("evaluate.robustness.step", step=step): f"{strength}: {percent(value)}"
            for step, (strength, value) in enumerate(zip(line.strengths, line.accuracy, strict=True))
        }
        for line in found
    ]


@st.fragment
def _draw_example(subject: Subject) -> None:
    """Show what a harm does to one of the pictures; another harm runs this alone."""
    with st.expander(t("evaluate.robustness.example"), key="evaluate_example", on_change="rerun") as example:
        if not example.open:
            return
        settings.control(EvaluationSettings, "harm", kind="segmented")
        harm = settings.read(EvaluationSettings).harm
        strengths = (0.0, *CORRUPTIONS[harm])
        position = int(subject.positions[0])
        future = engine.submit(
            "cnn_core.evaluation.worker.example", subject.question, position, harm, strengths,
            turn=f"{session()}:example", timeout=timeouts.EVALUATION, pool=engine.BROUGHT,
        )  # fmt: skip
        try:
            images: Any = wait_for(future, pool=engine.BROUGHT)
        except (engine.EngineError, ValueError) as error:
            st.error(refusal(error), icon=":material/error:")
            return
        said = [t("evaluate.robustness.none"), *(strength_words(harm, one) for one in CORRUPTIONS[harm])]
        picture_grid(
            images, [GridPicture(str(step), words) for step, words in enumerate(said)],
            label=t("evaluate.robustness.example"), key="evaluate_harms", columns=6,
        )  # fmt: skip
