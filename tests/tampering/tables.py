"""Every scenario there is."""

from typing import Final

from tests.tampering import approvals, benign, histories, policy, records, trees, unknown

MODULES: Final = (records, approvals, policy, histories, trees, unknown, benign)
SCENARIOS: Final = tuple(scenario for module in MODULES for scenario in module.table.scenarios)
