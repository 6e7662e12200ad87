-- A figure is no negative number, exceeds its base nowhere, and its period runs forward.
select signal_id, identifier, segment, period_start, period_end, value, base
from observation
where value < 0 or base < value or base <= 0 or period_end <= period_start
