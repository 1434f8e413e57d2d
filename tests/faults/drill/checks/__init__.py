"""What must hold after a drill. Each check is a function of the evidence and gives its faults in words."""

from tests.faults.drill.checks import openings, presses, record, secrecy, survived
from tests.faults.drill.checks.common import CHECKS, Result
from tests.faults.drill.evidence import Evidence

__all__ = ["Result", "openings", "presses", "record", "run_all", "secrecy", "survived"]


def run_all(seen: Evidence) -> list[Result]:
    """Every check, whatever the others find."""
    results = []
    for name, question, function in CHECKS:
        try:
            faults, numbers = function(seen)
        except Exception as error:  # evidence that cannot even be read is a fault of its own
            faults, numbers = [f"the check could not be made: {type(error).__name__}: {error}"], {}
        results.append(Result(name, question, faults, numbers))
    return results
