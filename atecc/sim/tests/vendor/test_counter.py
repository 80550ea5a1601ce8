"""The two counters, from any value on."""

import pytest
from cryptoauthlib.exceptions import ExecutionError

LIMIT = 2_097_151


def test_counters_only_go_up(chip):
    assert [chip.counter(0), chip.counter(1)] == [0, 0]
    assert [chip.count(0) for _ in range(40)] == list(range(1, 41))
    chip.bus.power_cycle()
    assert [chip.counter(0), chip.counter(1)] == [40, 0]


@pytest.mark.parametrize("value", [0, 1, 15, 16, 31, 32, 47, 48, 1000, LIMIT - 1])
def test_a_preset_value_counts_on(blank, value):
    blank.preset_counter(0, value)
    blank.preset_counter(1, value)
    assert blank.counter(0) == value
    blank.lock_config()
    assert blank.counter(0) == value
    assert blank.count(1) == value + 1
    assert blank.counter(0) == value


def test_a_counter_stops_at_its_limit(blank):
    blank.preset_counter(1, LIMIT)
    blank.lock_config()
    assert blank.counter(1) == LIMIT
    with pytest.raises(ExecutionError):
        blank.count(1)
    assert blank.counter(1) == LIMIT


def test_a_counter_is_not_preset_once_the_configuration_is_locked(chip):
    with pytest.raises(ExecutionError):
        chip.preset_counter(0, 7)
