"""Whether a draft can be built and trained here, and if not, why, where, and what the nearest network is that can."""

from __future__ import annotations

from cnn_core.drafts.draft import NetworkDraft
from cnn_core.drafts.limits import problems_of_size
from cnn_core.drafts.rules import DraftProblem, problems_of_layers


def problems(draft: NetworkDraft) -> list[DraftProblem]:
    """Why this network cannot be built or trained; [] when it can.

    Put the first problem's remedy in place and ask again: after a while nothing is left, and `nearest` is that network.

    Example:
        >>> from cnn_core.drafts.layers import DraftLayer
        >>> [problem.code for problem in problems(NetworkDraft(8, 8, 1, 10, (DraftLayer("Dense"),)))]
        ['needs_vector']
    """
    return problems_of_layers(draft) or problems_of_size(draft)


def nearest(draft: NetworkDraft) -> NetworkDraft:
    """The nearest network without problems: the remedies put in place, one after the other.

    Example:
        >>> from cnn_core.drafts.layers import DraftLayer
        >>> [layer.kind for layer in nearest(NetworkDraft(8, 8, 1, 10, (DraftLayer("Dense"),))).layers]
        ['Flatten', 'Dense']
    """
    while found := problems(draft):
        draft = found[0].remedy
    return draft
