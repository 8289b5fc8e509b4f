"""The rules of the protocol that can be switched off one by one, to see that the simulation notices."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rules:
    """All true: the protocol as it is."""

    intent: bool = True  # SENT is committed before the request leaves
    position: bool = True  # an attempt looks at the journal's position before it fills anything in
    settle: bool = True  # a look that finds nothing counts only after the portal's worst lag
    login_first: bool = True  # the settle time runs after the login that ends older sessions
    fresh: bool = True  # the session that has sent is no proof that it has ended
    binding: bool = True  # an answer is believed when the lists show its application to be ours
    understood: bool = True  # a list that was not understood is not an empty one
    guard: bool = True  # no request leaves when the last sign of life is too old
    one_session: bool = True  # the portal's own rule; where it is missing, the README states the risk
    observed: bool = True  # leases end by observation on a steady clock, not by the wall clock
    fence: bool = True  # a lease is proved in the transaction that uses it
    exclusive: bool = True  # one job in hand per account and per project
    anchors: bool = True  # a database that is older than the anchors submits nothing that it may have sent
    times: bool = True  # times that a wrong clock wrote are brought back
    reap_unknown: bool = True  # an interrupted attempt that has sent something becomes unknown


PROTOCOL = Rules()
