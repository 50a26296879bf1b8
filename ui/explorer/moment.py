"""What the explorer's settings ask for, and what there is to show for them: an answer, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace

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


@dataclass(frozen=True, eq=False)
class Moment:
    """What the explorer shows at one moment.

    Attributes:
        settings: the visitor's.
        network: the one that they look at; None: they want one of their own, and have none yet, or it is gone.
        edits: what is changed in it.
        questions: one a side.
        compare: what stands side by side: "none", "edits", "picture" or "network".
        answer: the networks on screen; None: there are none yet.
        notices: sentences above them.
        stale: whether the answer belongs to settings before these.
        starting: whether Keras is still being loaded.
        beside: what was asked of the selected unit beside the networks, if anything was.
    """

    settings: ExplorerSettings
    network: Network | None
    edits: Edits
    questions: tuple[Question, ...]
    compare: str
    answer: Answer | None = None
    notices: tuple[Notice, ...] = ()
    stale: bool = False
    starting: bool = False
    beside: Beside | None = None


def moment(settings: ExplorerSettings, picture: Picture, refusals: tuple[str, ...]) -> Moment:
    """Ask the engine for what the settings want.

    Args:
        settings: the visitor's.
        picture: the visitor's.
        refusals: why messages of the view were left out.
    """
    asked = _asked(settings, picture)
    notices = tuple(plain_notice(sentence) for sentence in refusals)
    answered = _answered(asked) if asked.network else _waiting(asked)
    unit = beside(settings, answered.answer) if answered.answer and not answered.stale else None
    said = (*notices, *asked.notices, *answered.notices, *(unit.notices if unit else ()))
    return replace(answered, beside=unit, notices=said)


def _waiting(asked: Moment) -> Moment:
    """While the network is not there, or not yet: what they saw last, or else the first network of all."""
    seen = explorer.last_answer()
    standing = replace(asked, answer=seen, stale=True) if seen else replace(_answered(asked), stale=True)
    name = asked.questions[0].network.title if seen is None else seen[0].question.network.title
    gone = asked.settings.network != OWN
    wanted = plain_notice(t("network_explorer.gone_wanted" if gone else "network_explorer.own_wanted", name=name))
    return replace(standing, network=None, notices=(*standing.notices, wanted))


def _answered(asked: Moment) -> Moment:
    """With the engine's answer; where there is none, why, and the last one that there was."""
    last = explorer.last_answer()
    try:
        answer = explorer.ask_unless_starting(asked.questions)
    except EngineError as error:
        notice = engine_notice(error, brought=asked.questions[0].network.name == OWN)
        return replace(asked, answer=last, stale=True, notices=(notice,))
    except ValueError as error:
        return replace(asked, answer=last, stale=True, notices=(refused_notice(error, asked.edits),))
    if answer is None:
        return replace(asked, answer=last, stale=True, starting=True, notices=(plain_notice(t("engine.starting")),))
    return replace(asked, answer=answer, notices=_changed(answer[-1 if asked.compare == "edits" else 0]))


def _changed(seen: Seen) -> tuple[Notice, ...]:
    """What is to be said of the changed network: changes that cannot be, and what they have cost."""
    problems = [problem_notice(problem) for problem in seen.look.problems]
    untrained = untrained_notice(seen.look.graph)
    return (*problems, *([untrained] if untrained else []))


def _asked(settings: ExplorerSettings, picture: Picture) -> Moment:
    """The questions of the settings: two where something is compared."""
    main = network(settings.network)
    edits, notices = _edits(settings)
    if main is None:
        stand_in = network(NETWORKS[0])
        standing: tuple[Question, ...] = (Question(stand_in, Edits(), picture, settings.fit),) if stand_in else ()
        return Moment(settings, None, Edits(), standing, "none")
    opened, page = split_opened(settings.opened)
    compare, questions = _sides(settings, Question(main, edits, picture, settings.fit, opened, page))
    return Moment(settings, main, edits, questions, compare, notices=notices)


def _edits(settings: ExplorerSettings) -> tuple[Edits, tuple[Notice, ...]]:
    try:
        return decode(settings.changes), ()
    except EditsError:
        return Edits(), (plain_notice(t("network_explorer.changes_unreadable")),)


def _sides(settings: ExplorerSettings, question: Question) -> tuple[str, tuple[Question, ...]]:
    """What stands side by side, and the questions of it; a partner that is not there is left out."""
    if settings.compare == "picture":
        name = settings.partner_picture
        if other := own_picture() if name == OWN else sample(name):
            return "picture", (question, replace(question, picture=other))
    elif settings.compare == "network" and (partner := network(settings.partner_network)):
        return "network", (question, replace(question, network=partner, edits=Edits()))
    if question.edits != Edits():
        return "edits", (replace(question, edits=Edits()), question)
    return "none", (question,)
