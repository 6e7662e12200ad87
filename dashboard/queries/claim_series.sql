-- Tests of a claim measured at every period there is, in the claim's own measure.
select
    measurement.test_id,
    claim_test.title,
    claim_test.position,
    measurement.period_start,
    measurement.period_end,
    measurement.measured as value,
    measurement.low,
    measurement.high,
    measurement.flags
from measurement
join claim_test on claim_test.test_id = measurement.test_id
where list_contains($tests, measurement.test_id)
order by claim_test.position, measurement.period_start, measurement.period_end
