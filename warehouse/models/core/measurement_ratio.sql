-- Shares, levels, ranks, ratios and orders at every period there is: one period, one figure.
--
-- grain: test_id, period_start, period_end
--
-- test_id          the test
-- period_start     first day
-- period_end       day after the last
-- measured         share as a fraction, level, rank (1 is most), or ratio of two counts
-- low              lower end of the interval, where there is one
-- high             upper end
-- quality          census, official, sample or secondary
-- flags            remarks; null for none
with subject as (
    select
        claim_test.test_id,
        claim.kind,
        claim.comparator,
        share.*
    from claim_test
    join claim on claim.claim_id = claim_test.claim_id
    join share
        on share.definition_id = claim_test.definition_id and share.project_id = claim.subject
    where claim.kind in ('share', 'level', 'rank', 'ratio', 'order') and share.usable
),
single as (
    select
        test_id,
        period_start,
        period_end,
        case kind when 'share' then share when 'rank' then rank else numerator end as measured,
        case when kind = 'share' then low end as low,
        case when kind = 'share' then high end as high,
        quality,
        nullif(concat_ws('; ', flags, case when kind = 'rank'
            then 'among ' || members || ' that are measured' end), '') as flags
    from subject
    -- a rank needs a group; the first of two is an order
    where kind in ('share', 'level') or kind = 'rank' and rank is not null and members >= 3
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
)
select test_id, period_start, period_end, measured, low, high, quality, flags
from single
union all
select
    test_id,
    period_start,
    period_end,
    numerator / other as measured,
    case when kind = 'ratio' and quality = 'sample'
        then (centre - half) / (1 - centre + half) end as low,
    case when kind = 'ratio' and quality = 'sample'
        then (centre + half) / (1 - centre - half) end as high,
    quality,
    nullif(concat_ws('; ', flags, case when kind = 'order' and quality = 'sample'
        and abs(centre - 0.5) < half then 'the lead is within sampling error' end), '') as flags
from pair_wilson
