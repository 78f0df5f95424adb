"""Who looks after a building on a day (R7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kefu_cli.appraisal.facts import Holding, Person


class Holders:
    """The holdings, ready to be asked by building or by person.

    Nobody looks after a building before the day they join or after the day they leave, however
    long the holding itself runs; of those who are not among ``people``, only the holding is known.
    """

    def __init__(self, holdings: Iterable[Holding], people: Iterable[Person] = ()) -> None:
        self._people = {person.code: person for person in people}
        self._by_building: dict[str, list[Holding]] = {}
        self._by_staff: dict[str, list[Holding]] = {}
        for holding in holdings:
            self._by_building.setdefault(holding.building, []).append(holding)
            self._by_staff.setdefault(holding.staff, []).append(holding)

    def of(self, building: str, day: date) -> tuple[str, ...]:
        """The codes of everyone who holds the building on this day, in order."""
        held = self._by_building.get(building, ())
        return tuple(sorted({h.staff for h in held if self._in_force(h, day)}))

    def buildings(self, staff: str, day: date) -> tuple[str, ...]:
        """The codes of the buildings that a person holds on this day, in order."""
        held = self._by_staff.get(staff, ())
        return tuple(sorted({h.building for h in held if self._in_force(h, day)}))

    def _in_force(self, holding: Holding, day: date) -> bool:
        person = self._people.get(holding.staff)
        return holding.holds_on(day) and (person is None or person.employed_on(day))
