-- The series behind slopes and crossings: of a sample whole calendar years, else every period.
--
-- grain: test_id, period_start, period_end
--
-- test_id         the test
-- period_start    first day
-- period_end      day after the last
-- numerator       the subject's count
-- denominator     what the definition divides by
-- other           the comparator's count; null for none
-- share           a fraction 0-1
-- low             lower end of its interval; null for none
-- high            upper end
-- bracketed       true when the denominator is only bracketed
-- quality         census, official, sample or secondary
-- own_factor      how far breaks may put the ratio to the other off
-- flags           remarks; null for none
with wanted as (
    -- many trials look at one series: it is added up once
    select distinct
        trial.kind,
        trial.subject,
        trial.comparator,
        trial.definition_id,
        definition.over = 'total' or definition.overlap as bracketed,
        signal.measure = 'flow' and not signal.editions and signal.quality = 'sample' as yearly,
        signal.unit not in ('percent', 'index points') as counted
    from trial
    join definition on definition.definition_id = trial.definition_id
    join signal on signal.signal_id = definition.signal_id
    where trial.kind in ('slope', 'crossing')
),
figure as (
    select
        wanted.*,
        share.* exclude (definition_id),
        other.numerator as other,
        share.own_factor * coalesce(other.named_factor, 1) as ratio_factor,
        case when yearly then date_trunc('year', share.period_start)::date
            else share.period_start end as starts,
        case when yearly then (date_trunc('year', share.period_start) + interval 1 year)::date
            else share.period_end end as ends
    from wanted
    join share
        on share.definition_id = wanted.definition_id and share.project_id = wanted.subject
    left join share as other
        on other.definition_id = wanted.definition_id
        and other.project_id = wanted.comparator
        and other.period_start = share.period_start
        and other.period_end = share.period_end
        and other.period_complete
        and other.usable
        and other.bound is null
    where
        share.usable
        and share.period_complete
        and share.bound is null
        and (wanted.kind = 'crossing' and other.numerator is not null
            or wanted.kind = 'slope' and share.complete)
),
added as (
    select
        kind,
        subject,
        comparator,
        definition_id,
        counted,
        yearly,
        bracketed,
        starts,
        ends,
        sum(period_end - period_start) as days,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(other) as other,
        sum(denominator_low) as denominator_low,
        sum(denominator_high) as denominator_high,
        max(low) as low,
        max(high) as high,
        max(quality) as quality,
        max(bias_points) as bias_points,
        max(ratio_factor) as own_factor,
        nullif(string_agg(distinct flags, '; ' order by flags), '') as flags
    from figure
    group by
        kind, subject, comparator, definition_id, counted, yearly, bracketed, starts, ends
),
wilson as (
    select
        added.*,
        numerator / denominator as share,
        (numerator / denominator + 3.841458820694124 / (2 * denominator))
            / (1 + 3.841458820694124 / denominator) as centre,
        1.959963984540054 / (1 + 3.841458820694124 / denominator) * sqrt(
            greatest(0, numerator / denominator * (1 - numerator / denominator)) / denominator
            + 3.841458820694124 / (4 * pow(denominator, 2))
        ) as half
    from added
)
select
    trial.test_id,
    starts as period_start,
    ends as period_end,
    numerator,
    denominator,
    other,
    share,
    case
        when yearly and bracketed then greatest(0, numerator / denominator_high - bias_points)
        when yearly then greatest(0, centre - half - bias_points)
        else low end as low,
    case
        when yearly and bracketed then least(1, numerator / denominator_low + bias_points)
        when yearly then least(1, centre + half + bias_points)
        else high end as high,
    bracketed,
    quality,
    own_factor,
    flags
from wilson
join trial
    on trial.kind = wilson.kind
    and trial.definition_id = wilson.definition_id
    and trial.subject = wilson.subject
    and trial.comparator is not distinct from wilson.comparator
-- a year of which months are missing is none; too few cases tell nothing
where
    (not yearly or days = ends - starts)
    and (
        not counted
        or wilson.kind = 'slope' and denominator >= 100
        or wilson.kind = 'crossing' and numerator + other >= 20
    )
