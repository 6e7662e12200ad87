select sum(value)::double / sum(base) as measured
from (
    select sum(value) as value, max(base) as base
    {source}
        and project_id in {subject}
        and {periods}
    group by segment, period_start
)
