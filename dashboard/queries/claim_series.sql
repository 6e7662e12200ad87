-- Tests of a claim measured at every period that may be evidence, in the claim's own measure.
select
    series.test_id,
    claim_test.title,
    claim_test.position,
    series.period_start,
    series.period_end,
    series.measured as value,
    series.low,
    series.high,
    series.flags
from test_series as series
join claim_test on claim_test.test_id = series.test_id
where list_contains($tests, series.test_id)
order by claim_test.position, series.period_start, series.period_end
