-- The figures near enough to a claim's window for a test to read, and why it must not read some.
--
-- grain: test_id, moment, part, period_start, period_end
--
-- test_id          the test
-- kind             the claim's kind
-- moment           then, between or now
-- part             at or since, see claim_window
-- period_start     first day
-- period_end       day after the last
-- starts           first day of the window
-- ends             day after its last
-- pooled           true for a flow, whose periods are added up; stocks and editions are read once
-- numerator        the subject's count
-- denominator      what the definition divides by
-- denominator_low   least that can be, where it is bracketed
-- denominator_high  most that can be
-- half_unit        half a unit of the last digit printed
-- other            the comparator's count; null for none
-- other_half_unit  half a unit of its last digit printed
-- quality          census, official, sample or secondary
-- counted          false for percentages and index points, which have no number of cases
-- bracketed        true when the denominator is only bracketed
-- grouped          true when the definition is over a group
-- bound            at least, at most; null for none
-- bias_points      how far breaks may put the share off
-- bias_factor      how far they may put its odds off
-- own_factor       how far they may put the ratio to the other off
-- count_factor     how far they may put the subject's count off
-- days_off         days between the period and the window; 0 when they overlap
-- outside          days of the period that lie outside the window; 0 when one holds the other
-- refused          null, or why it must not be read: future, sample count, break, not over, group,
--                  bound, comparator, edition, or length
-- flags            remarks; null for none
with wanted as (
    select
        trial.test_id,
        trial.kind,
        trial.subject,
        trial.comparator,
        case when trial.kind in ('ratio', 'order', 'growth') then trial.comparator end as paired,
        trial.of_source,
        aim.moment,
        aim.part,
        aim.starts,
        aim.ends,
        aim.dated,
        aim.future,
        definition.definition_id,
        definition.over = 'total' or definition.overlap as bracketed,
        definition.over = 'group' as grouped,
        signal.editions,
        signal.tolerance_days,
        signal.measure = 'flow' and not signal.editions as pooled,
        signal.unit not in ('percent', 'index points') as counted
    from trial
    join trial_window as aim on aim.test_id = trial.test_id
    join definition on definition.definition_id = trial.definition_id
    join signal on signal.signal_id = definition.signal_id
    where trial.kind not in ('slope', 'crossing')
),
near as (
    select
        wanted.*,
        share.period_start,
        share.period_end,
        share.numerator,
        share.denominator,
        share.denominator_low,
        share.denominator_high,
        share.half_unit,
        share.quality,
        share.bound,
        share.bias_points,
        share.bias_factor,
        share.own_factor * coalesce(other.named_factor, 1) as own_factor,
        share.count_factor,
        share.flags,
        share.usable and coalesce(other.usable or wanted.paired is null, true) as usable,
        share.complete,
        share.period_complete,
        other.numerator as other,
        other.half_unit as other_half_unit,
        coalesce(other.period_complete, true) as other_complete,
        other.bound as other_bound,
        share.period_start >= wanted.starts and share.period_end <= wanted.ends as inside,
        greatest(
            0,
            wanted.starts - share.period_end + 1,
            share.period_start - wanted.ends + 1
        ) as days_off,
        greatest(0, wanted.starts - share.period_start)
            + greatest(0, share.period_end - wanted.ends) as outside
    from wanted
    join share
        on share.definition_id = wanted.definition_id
        and share.project_id = wanted.subject
        and share.period_start < wanted.ends + wanted.tolerance_days
        and share.period_end > wanted.starts - wanted.tolerance_days
    left join share as other
        on other.definition_id = wanted.definition_id
        and other.project_id = wanted.paired
        and other.period_start = share.period_start
        and other.period_end = share.period_end
)
select
    test_id,
    kind,
    moment,
    part,
    period_start,
    period_end,
    starts,
    ends,
    pooled,
    numerator,
    denominator,
    denominator_low,
    denominator_high,
    half_unit,
    other,
    other_half_unit,
    quality,
    counted,
    bracketed,
    grouped,
    bound,
    bias_points,
    bias_factor,
    own_factor,
    count_factor,
    days_off,
    case when period_start <= starts and period_end >= ends then 0 else outside end as outside,
    case
        when future then 'future'
        -- how many a sample holds says nothing of how many there are
        when quality = 'sample' and not of_source
            and (kind = 'level' or kind = 'growth' and comparator is null) then 'sample count'
        when not usable then 'break'
        when not period_complete or not other_complete then 'not over'
        when kind in ('share', 'change', 'rank') and not complete then 'group'
        -- of two bounds nothing follows for their quotient or difference
        when kind not in ('share', 'level') and (bound is not null or other_bound is not null)
            then 'bound'
        when kind in ('ratio', 'order', 'growth') and comparator is not null and other is null
            then 'comparator'
        when editions and dated and days_off > 0 then 'edition'
        -- a count over a time is compared with a count over that time, not over a longer one
        when kind = 'level' and pooled and not inside then 'length'
        end as refused,
    flags
from near
