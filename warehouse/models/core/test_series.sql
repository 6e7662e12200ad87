-- Each test at every period of its definition, in the claim's own measure: for charts, and to find
-- where a figure does fit. Periods that may not decide are left out.
--
-- grain: test_id, period_start, period_end
--
-- test_id          the test, of any kind but crossing, date and property
-- claim_id         its claim
-- definition_id    its definition
-- period_start     first day
-- period_end       day after the last
-- measured         share, level, place, ratio; change, factor or slope since where the claim begins
-- low              lower end of the interval of a share; null for none
-- high             upper end
-- days_off         days between the period and the claim's date; 0 when they overlap
-- flags            remarks; null for none
with figure as not materialized (
    -- read twice, which is five times as fast as kept
    select
        claim_test.test_id,
        claim_test.claim_id,
        claim.kind,
        claim.since_start,
        claim.as_of_start,
        claim.as_of_end,
        signal.measure = 'flow' as flow,
        share.definition_id,
        share.period_start,
        share.period_end,
        share.numerator,
        share.share,
        share.low,
        share.high,
        share.rank,
        share.members,
        share.flags,
        other.numerator as other
    from claim_test
    join claim on claim.claim_id = claim_test.claim_id
    join definition on definition.definition_id = claim_test.definition_id
    join signal on signal.signal_id = definition.signal_id
    join share
        on share.definition_id = claim_test.definition_id and share.project_id = claim.subject
    left join share as other
        on other.definition_id = share.definition_id
        and other.project_id = claim.comparator
        and other.period_start = share.period_start
        and other.period_end = share.period_end
        and other.period_complete
        and other.usable
        and other.bound is null
    where
        claim.kind not in ('crossing', 'date', 'property')
        and share.usable
        and share.period_complete
        and (share.complete or claim.kind in ('level', 'ratio', 'order', 'growth'))
),
beginning as (
    select window_count.*, window_share.share
    from window_count
    left join window_share using (test_id, moment, part)
    where moment = 'then' and part = 'since'
),
valued as (
    select
        figure.*,
        case figure.kind
            when 'share' then figure.share
            when 'level' then figure.numerator
            when 'rank' then case when figure.members >= 3 then figure.rank end
            when 'ratio' then figure.numerator / nullif(figure.other, 0)
            when 'order' then figure.numerator / nullif(figure.other, 0)
            when 'change' then case when figure.period_start >= beginning.period_end
                then figure.share - beginning.share end
            when 'growth' then case when figure.period_start >= beginning.period_end
                then figure.numerator / nullif(beginning.numerator, 0)
                    * case when figure.flow then beginning.days::double
                        / (figure.period_end - figure.period_start) else 1 end
                    / case when beginning.other is null then 1 else figure.other / nullif(beginning.other, 0)
                        * case when figure.flow then beginning.days::double
                            / (figure.period_end - figure.period_start) else 1 end end end
            end as measured
    from figure
    left join beginning on beginning.test_id = figure.test_id
    where figure.kind <> 'slope'
    union all
    select
        figure.*,
        case when count(*) over line >= 3
            then regr_slope(share, (period_start - date '2000-01-01') / 365.25) over line end
    from figure
    where kind = 'slope' and period_end > since_start
    window line as (partition by test_id order by period_start, period_end)
)
select
    test_id,
    claim_id,
    definition_id,
    period_start,
    period_end,
    measured,
    case when kind = 'share' then low end as low,
    case when kind = 'share' then high end as high,
    greatest(0, as_of_start - period_end + 1, period_start - as_of_end + 1) as days_off,
    flags
from valued
where measured is not null
