"""When a check goes on: in steps, until all is judged, until it is stopped, anew when the text changes."""

from __future__ import annotations

from assistant.interfaces.web.proof.run import Run


def test_a_check_under_way_takes_in_what_is_typed_meanwhile() -> None:
    run = Run()
    assert run.begin()
    assert run.goes_on()
    assert run.going(0, 9)
    assert not run.begin()
    assert not run.going(1, 9)  # what is judged now is stale
    assert run.is_stale
    assert run.goes_on()
    run.take(9)
    assert not run.goes_on()
    run.end()
    assert run.begin()


def test_a_step_that_was_cut_short_is_followed_by_another_unless_it_was_stopped() -> None:
    run = Run()
    run.begin()
    run.goes_on()
    run.going(3, 9)
    run.take(3)
    assert run.goes_on()
    assert run.done == (0, 0)  # an emptied text has nothing to judge, and nothing left to do
    run.take(0)
    assert not run.goes_on()
    run.begin()
    run.going(3, 9)
    run.stop()
    run.take(3)
    assert not run.goes_on()
