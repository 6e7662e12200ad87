-- Each test measured at every period there is, in the claim's own measure.
--
-- grain: test_id, period_start, period_end
--
-- test_id          the test
-- claim_id         its claim
-- definition_id    its definition
-- period_start     first day
-- period_end       day after the last
-- baseline_start   a change's first period: first day; else null
-- baseline_end     day after its last; else null
-- measured         share as a fraction, ratio, level, or change in share as a fraction
-- low              lower end of the interval, where there is one
-- high             upper end
-- quality          census, official, sample or secondary
-- days_off         days between the period and the claim's date; 0 when they overlap
-- flags            remarks; null for none
with test as (
    select
        claim_test.test_id,
        claim_test.definition_id,
        claim.claim_id,
        claim.kind,
        claim.subject,
        claim.comparator,
        claim.since_start,
        claim.since_end
    from claim_test
    join claim on claim.claim_id = claim_test.claim_id
),
subject as (
    select test.*, share.* exclude (definition_id, project_id)
    from test
    join share on share.definition_id = test.definition_id and share.project_id = test.subject
    where share.usable
),
plain as (
    select
        test_id, claim_id, definition_id, period_start, period_end,
        null::date as baseline_start,
        null::date as baseline_end,
        case when kind = 'share' then share else numerator end as measured,
        case when kind = 'share' then low end as low,
        case when kind = 'share' then high end as high,
        quality,
        flags
    from subject
    where kind in ('share', 'level')
),
pair as (
    -- both counts come from one population: the interval of a / b is that of a / (a + b), turned
    select
        subject.*,
        other.numerator as other,
        subject.numerator + other.numerator as both_counts,
        subject.numerator / (subject.numerator + other.numerator) as part
    from subject
    join share as other
        on other.definition_id = subject.definition_id
        and other.project_id = subject.comparator
        and other.period_start = subject.period_start
        and other.period_end = subject.period_end
    where subject.kind in ('ratio', 'order') and other.numerator > 0
),
pair_wilson as (
    select
        pair.*,
        (part + 3.841458820694124 / (2 * both_counts))
            / (1 + 3.841458820694124 / both_counts) as centre,
        1.959963984540054 / (1 + 3.841458820694124 / both_counts) * sqrt(
            part * (1 - part) / both_counts
            + 3.841458820694124 / (4 * pow(both_counts, 2))
        ) as half
    from pair
),
paired as (
    select
        test_id, claim_id, definition_id, period_start, period_end,
        null::date as baseline_start,
        null::date as baseline_end,
        numerator / other as measured,
        case when kind = 'ratio' and quality = 'sample'
            then (centre - half) / (1 - centre + half) end as low,
        case when kind = 'ratio' and quality = 'sample'
            then (centre + half) / (1 - centre - half) end as high,
        quality,
        nullif(concat_ws('; ', flags, case when kind = 'order' and quality = 'sample'
            and abs(centre - 0.5) < half then 'the lead is within sampling error' end), '') as flags
    from pair_wilson
),
baseline as (
    select
        subject.*,
        row_number() over (
            partition by test_id
            order by
                greatest(0, since_start - period_end + 1, period_start - since_end + 1),
                period_end desc
        ) as nearness
    from subject
    where kind = 'change'
),
changed as (
    -- R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, method 10, for two samples
    select
        later.test_id, later.claim_id, later.definition_id, later.period_start, later.period_end,
        earlier.period_start as baseline_start,
        earlier.period_end as baseline_end,
        later.share - earlier.share as measured,
        case when later.quality = 'sample'
            then later.share - earlier.share
                - sqrt(pow(later.share - later.low, 2) + pow(earlier.high - earlier.share, 2))
            else later.low - earlier.high end as low,
        case when later.quality = 'sample'
            then later.share - earlier.share
                + sqrt(pow(later.high - later.share, 2) + pow(earlier.share - earlier.low, 2))
            else later.high - earlier.low end as high,
        later.quality,
        nullif(concat_ws('; ', later.flags,
            'measured from ' || year(earlier.period_start) || ' to ' || year(later.period_start)),
            '') as flags
    from subject as later
    join baseline as earlier
        on earlier.test_id = later.test_id
        and earlier.nearness = 1
        and earlier.period_end <= later.period_start
    where later.kind = 'change'
),
every as (
    select
        test_id, claim_id, definition_id, period_start, period_end, baseline_start, baseline_end,
        measured, low, high, quality, flags
    from plain
    union all
    select
        test_id, claim_id, definition_id, period_start, period_end, baseline_start, baseline_end,
        measured, low, high, quality, flags
    from paired
    union all
    select
        test_id, claim_id, definition_id, period_start, period_end, baseline_start, baseline_end,
        measured, low, high, quality, flags
    from changed
)
select
    every.test_id,
    every.claim_id,
    every.definition_id,
    every.period_start,
    every.period_end,
    every.baseline_start,
    every.baseline_end,
    every.measured,
    every.low,
    every.high,
    every.quality,
    -- periods end the day before period_end: touching ones are a day apart
    greatest(
        0,
        claim.as_of_start - every.period_end + 1,
        every.period_start - claim.as_of_end + 1
    ) as days_off,
    every.flags
from every
join claim on claim.claim_id = every.claim_id
