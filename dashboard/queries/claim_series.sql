-- One test of a claim measured at every period there is, in the claim's own measure.
select
    measurement.period_start,
    measurement.period_end,
    measurement.measured as value,
    measurement.low,
    measurement.high,
    measurement.flags
from measurement
where measurement.test_id = $test
order by measurement.period_start, measurement.period_end
