-- Changes, growth and slopes from where the claim begins to every later period.
--
-- grain: test_id, period_start, period_end
--
-- test_id          the test
-- period_start     first day of the later period
-- period_end       day after its last
-- baseline_start   first day of the period nearest to where the claim begins
-- baseline_end     day after its last
-- measured         change in share as a fraction; growth as a factor, divided by the comparator's
--                  where there is one; slope of the share as a fraction a year
-- low              lower end of the interval, where there is one
-- high             upper end
-- quality          census, official, sample or secondary
-- flags            remarks; null for none
with subject as (
    select
        claim_test.test_id,
        claim.kind,
        claim.comparator,
        claim.since_start,
        claim.since_end,
        share.*,
        greatest(
            0,
            claim.since_start - share.period_end + 1,
            share.period_start - claim.since_end + 1
        ) as days_off
    from claim_test
    join claim on claim.claim_id = claim_test.claim_id
    join share
        on share.definition_id = claim_test.definition_id and share.project_id = claim.subject
    where claim.kind in ('change', 'growth', 'slope') and share.usable
),
ranked as (
    select
        subject.*,
        row_number() over (partition by test_id order by days_off, period_end desc) as nearness
    from subject
),
pair as (
    select
        later.*,
        earlier.period_start as baseline_start,
        earlier.period_end as baseline_end,
        earlier.numerator as first_numerator,
        earlier.share as first_share,
        earlier.low as first_low,
        earlier.high as first_high
    from ranked as later
    join ranked as earlier
        on earlier.test_id = later.test_id
        and earlier.nearness = 1
        and earlier.period_end <= later.period_start
),
change as (
    -- R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, method 10, for two samples
    select
        test_id, period_start, period_end, baseline_start, baseline_end,
        share - first_share as measured,
        case when quality = 'sample'
            then share - first_share - sqrt(pow(share - low, 2) + pow(first_high - first_share, 2))
            else low - first_high end as low,
        case when quality = 'sample'
            then share - first_share + sqrt(pow(high - share, 2) + pow(first_share - first_low, 2))
            else high - first_low end as high,
        quality,
        flags
    from pair
    where kind = 'change'
),
growth as (
    select
        pair.test_id, pair.period_start, pair.period_end, pair.baseline_start, pair.baseline_end,
        pair.numerator / pair.first_numerator
            / case when pair.comparator is null then 1
                else other.numerator / first_other.numerator end as measured,
        null::double as low,
        null::double as high,
        pair.quality,
        pair.flags
    from pair
    left join share as other
        on other.definition_id = pair.definition_id
        and other.project_id = pair.comparator
        and other.period_start = pair.period_start
        and other.period_end = pair.period_end
    left join share as first_other
        on first_other.definition_id = pair.definition_id
        and first_other.project_id = pair.comparator
        and first_other.period_start = pair.baseline_start
        and first_other.period_end = pair.baseline_end
    where
        pair.kind = 'growth'
        and pair.first_numerator > 0
        and (pair.comparator is null or first_other.numerator > 0 and other.numerator > 0)
),
run as (
    -- every period from the baseline on, for each later period: a running regression
    select
        test_id, period_start, period_end, quality, flags,
        regr_slope(share, (period_start - date '2000-01-01') / 365.25) over later as measured,
        count(*) over later as periods,
        first_value(period_start) over later as baseline_start,
        first_value(period_end) over later as baseline_end
    from ranked
    where kind = 'slope' and (nearness = 1 or period_start >= since_start)
    window later as (partition by test_id order by period_start, period_end)
),
every as (
    select * from change
    union all
    select * from growth
    union all
    select
        test_id, period_start, period_end, baseline_start, baseline_end, measured,
        null::double as low,
        null::double as high,
        quality,
        nullif(concat_ws('; ', flags, 'a line through ' || periods || ' periods'), '') as flags
    from run
    where periods >= 3 and measured is not null
)
select
    test_id,
    period_start,
    period_end,
    baseline_start,
    baseline_end,
    measured,
    low,
    high,
    quality,
    nullif(concat_ws('; ', flags, 'measured from ' || year(baseline_start) || ' to '
        || year(period_start)), '') as flags
from every
