-- Commits to TensorFlow by the authors' addresses: one row per month and kind of address.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
with readings as (
    select 'Google addresses' as segment, google_addresses as reading, months.*
    from landing.tensorflow_commits as months
    union all
    select 'Google or TensorFlow addresses', google_addresses + tensorflow_addresses, months.*
    from landing.tensorflow_commits as months
)
select
    'tensorflow_commits' as signal_id,
    'github' as registry,
    'tensorflow/tensorflow' as identifier,
    segment,
    month as period_start,
    cast(month + interval 1 month as date) as period_end,
    cast(reading as double) as value,
    cast(commits as double) as base,
    'exact' as precision,
    cast(null as varchar) as quality,
    loaded_at as observed_at,
    run_id,
    (select min(locator) from landing.tensorflow_commits) || ':data/tensorflow.csv' as locator
from readings
