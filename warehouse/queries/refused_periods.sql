-- The nearest period that must not be read, by test, moment and reason.
select
    test_id,
    moment,
    refused,
    first(period_start order by days_off, outside, period_end desc) as period_start,
    first(period_end order by days_off, outside, period_end desc) as period_end
from test_figure
where refused is not null
group by all
