-- What a test counts in its window: the periods it reads, added up.
--
-- grain: test_id, moment, part
--
-- test_id          the test
-- kind             the claim's kind
-- moment           then, between or now
-- part             at or since, see claim_window
-- period_start     first day of the first period
-- period_end       day after the last
-- periods          how many periods were added up
-- days             days that they hold
-- starts           first day of the claim's own window
-- ends             day after its last
-- numerator        the subject's count
-- denominator      what the definition divides by
-- denominator_low  least that can be, where it is bracketed; null: nothing known
-- denominator_high  most that can be
-- half_unit        half a unit of the last digit printed
-- other            the comparator's count; null for none
-- other_half_unit  half a unit of its last digit printed
-- quality          census, official, sample or secondary
-- bracketed        true when the denominator is only bracketed
-- grouped          true when the definition is over a group
-- flow             true when the periods are those of a flow
-- bound            at least, at most; null for none
-- bias_points      how far breaks may put the share off
-- bias_factor      how far they may put its odds off
-- own_factor       how far they may put the ratio to the other off
-- count_factor     how far they may put the subject's count off
-- days_off         days between the window and the nearest period; 0 when they overlap
-- off_date         true when the figures are mostly of another time: all periods lie outside the window
--                  and reach more than a month from it, or it holds less than half of the cases
-- widened          true when periods outside the window were added for want of cases
-- thin             true when there are too few cases
-- flags            remarks; null for none
with figure as (
    select test_figure.*, window_period.thin
    from window_period
    join test_figure using (test_id, moment, part, period_start, period_end)
)
select
    test_id,
    kind,
    moment,
    part,
    min(period_start) as period_start,
    max(period_end) as period_end,
    count(*) as periods,
    sum(period_end - period_start) as days,
    min(starts) as starts,
    max(ends) as ends,
    sum(numerator) as numerator,
    sum(denominator) as denominator,
    case when count(denominator_low) = count(*) then sum(denominator_low) end as denominator_low,
    case when count(denominator_high) = count(*) then sum(denominator_high) end
        as denominator_high,
    sum(half_unit) as half_unit,
    sum(other) as other,
    sum(other_half_unit) as other_half_unit,
    max(quality) as quality,
    bool_or(bracketed) as bracketed,
    bool_or(grouped) as grouped,
    bool_or(pooled) as flow,
    max(bound) as bound,
    max(bias_points) as bias_points,
    max(bias_factor) as bias_factor,
    max(own_factor) as own_factor,
    max(count_factor) as count_factor,
    min(days_off) as days_off,
    min(days_off) > 0 and min(outside) > 31
        or min(days_off) = 0 and sum(case when days_off = 0 then denominator else 0 end)
            < 0.5 * sum(denominator) as off_date,
    min(days_off) < max(days_off) as widened,
    bool_or(thin) as thin,
    nullif(concat_ws('; ',
        case when count(*) > 1 then count(*) || ' periods pooled' end,
        case when min(days_off) < max(days_off)
            then 'the claim''s own time holds too few cases, so the window was widened' end,
        string_agg(distinct flags, '; ' order by flags)), '') as flags
from figure
group by test_id, kind, moment, part
