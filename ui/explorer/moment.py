"""The state of the explorer's page: the questions of its settings, and an answer, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cnn_core.network_graph.edits import Edits, EditsError, decode
from engine import EngineError
from ui.explorer import request as explorer
from ui.explorer.notices import Notice, engine_notice, plain_notice, problem_notice, refused_notice, untrained_notice
from ui.explorer.request import Answer, Question, Seen
from ui.explorer.settings import ExplorerSettings, split_opened
from ui.explorer.units import Beside, beside
from ui.language import t
from ui.networks.names import NETWORKS, OWN
from ui.networks.networks import Network, network
from ui.pictures.visitor import Picture, own_picture, sample
from ui.requests.moment import Moment


@dataclass(frozen=True)
class ExplorerMoment(Moment[ExplorerSettings, Answer, Notice]):
    """The Network Explorer at one moment.

    Attributes:
        network: the one that the visitor looks at; None: they want one of their own, and have none yet, or it is gone.
        edits: what is changed in it.
        questions: one a side.
        compare: what stands side by side: "none", "edits", "picture" or "network".
        beside: what was requested of the selected unit beside the networks, if anything was.
    """

    network: Network | None = None
    edits: Edits = field(default_factory=Edits)
    questions: tuple[Question, ...] = ()
    compare: str = "none"
    beside: Beside | None = None


def moment(settings: ExplorerSettings, picture: Picture, refusals: tuple[str, ...]) -> ExplorerMoment:
    """Request what the settings want from the engine.

    Args:
        settings: the visitor's.
        picture: the visitor's.
        refusals: why messages of the view were left out.
    """
    present = _questions(settings, picture)
    found = _answer(present) if present.network else _stand_in(present)
    unit = beside(settings, found.answer) if found.answer and not found.stale else None
    refused = (plain_notice(sentence) for sentence in refusals)
    return replace(found, beside=unit, notices=(*refused, *found.notices, *(unit.notices if unit else ())))


def _stand_in(present: ExplorerMoment) -> ExplorerMoment:
    """While the network is not there, or not yet: what they saw last, or else the first network of all."""
    seen = explorer.last_answer()
    found = replace(present, answer=seen) if seen else _answer(present)
    name = present.questions[0].network.title if seen is None else seen[0].question.network.title
    gone = present.settings.network != OWN
    wanted = plain_notice(t("network_explorer.gone_wanted" if gone else "network_explorer.own_wanted", name=name))
    return replace(found, network=None, stale=True, notices=(*found.notices, wanted))


def _answer(present: ExplorerMoment) -> ExplorerMoment:
    """Add the engine's answer and what is to be said of it."""
    found = explorer.request_looks(present, present.questions)
    return replace(found, notices=(*present.notices, *_notices(found)))


def _notices(found: ExplorerMoment) -> tuple[Notice, ...]:
    """Say why there is no newer answer, or what became of the changes in this one."""
    if found.starting:
        return (plain_notice(t("engine.starting")),)
    match found.error:
        case EngineError() as error:
            return (engine_notice(error, brought=found.questions[0].network.name == OWN),)
        case ValueError() as error:
            return (refused_notice(error, found.edits),)
    return _change(found.answer[-1 if found.compare == "edits" else 0]) if found.answer else ()


def _change(seen: Seen) -> tuple[Notice, ...]:
    """Say which changes are impossible, and which layers are untrained because of the others."""
    problems = [problem_notice(problem) for problem in seen.look.problems]
    untrained = untrained_notice(seen.look.graph)
    return (*problems, *([untrained] if untrained else []))


def _questions(settings: ExplorerSettings, picture: Picture) -> ExplorerMoment:
    """Return the questions of the settings: two where something is compared."""
    main = network(settings.network)
    edits, notices = _edits(settings)
    if main is None:
        stand_in = network(NETWORKS[0])
        standing: tuple[Question, ...] = (Question(stand_in, Edits(), picture, settings.fit),) if stand_in else ()
        return ExplorerMoment(settings, questions=standing)
    opened, page = split_opened(settings.opened)
    compare, questions = _sides(settings, Question(main, edits, picture, settings.fit, opened, page))
    return ExplorerMoment(settings, notices=notices, network=main, edits=edits, questions=questions, compare=compare)


def _edits(settings: ExplorerSettings) -> tuple[Edits, tuple[Notice, ...]]:
    try:
        return decode(settings.changes), ()
    except EditsError:
        return Edits(), (plain_notice(t("network_explorer.changes_unreadable")),)


def _sides(settings: ExplorerSettings, question: Question) -> tuple[str, tuple[Question, ...]]:
    """Return what stands side by side, and the questions of it; a partner that is not there is left out."""
    if settings.compare == "picture":
        name = settings.partner_picture
        if other := own_picture() if name == OWN else sample(name):
            return "picture", (question, replace(question, picture=other))
    elif settings.compare == "network" and (partner := network(settings.partner_network)):
        return "network", (question, replace(question, network=partner, edits=Edits()))
    if question.edits != Edits():
        return "edits", (replace(question, edits=Edits()), question)
    return "none", (question,)
