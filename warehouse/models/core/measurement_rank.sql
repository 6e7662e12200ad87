-- Places among the members of a group, by what each counts in the test's window.
--
-- grain: test_id, moment
--
-- test_id        the test
-- moment         then, between or now
-- period_start   first day of what was added up
-- period_end     day after its last
-- measured       1 for the largest; equal ones share a place
-- low            best place it can have, where a sample or a bias leaves several; else null
-- high           worst
-- quality        census, official, sample or secondary
-- days_off       days between the figures and the window; 0 when they overlap
-- off_date       true when the figures are mostly of another time
-- thin           true when there are too few cases
-- flags          remarks; null for none
with member as (
    select
        window_period.test_id,
        window_period.moment,
        share.project_id,
        sum(share.numerator) as value,
        sum(own.numerator) as own_value,
        max(share.own_factor) as own_factor
    from window_period
    join trial using (test_id)
    join share
        on share.definition_id = trial.definition_id
        and share.period_start = window_period.period_start
        and share.period_end = window_period.period_end
    -- each rival over the periods that have both
    join share as own
        on own.definition_id = share.definition_id
        and own.project_id = trial.subject
        and own.period_start = share.period_start
        and own.period_end = share.period_end
    where trial.kind = 'rank' and share.rank is not null
    group by window_period.test_id, window_period.moment, share.project_id
),
rival as (
    -- the score test of equal parts: the interval of one's part of both lies beside a half
    select
        window_count.*,
        member.value,
        member.own_value,
        member.project_id = trial.subject as own,
        greatest(member.own_factor, window_count.own_factor) as factor,
        case when quality = 'sample' and not trial.of_source
            then 1.959963984540054 * sqrt(member.value + member.own_value) else 0 end as error
    from window_count
    join member using (test_id, moment)
    join trial using (test_id)
    where window_count.kind = 'rank'
),
place as (
    select
        test_id,
        moment,
        count(*) as members,
        max(factor) as factor,
        1 + count(*) filter (where not own and value > own_value) as measured,
        1 + count(*) filter (where not own and value > own_value * factor
            and value - own_value > error) as low,
        1 + count(*) filter (where not own and not (value * factor < own_value
            and own_value - value > error)) as high
    from rival
    group by test_id, moment
)
select
    test_id,
    moment,
    window_count.period_start,
    window_count.period_end,
    place.measured,
    case when quality = 'sample' or place.factor > 1 then place.low end as low,
    case when quality = 'sample' or place.factor > 1 then place.high end as high,
    window_count.quality,
    window_count.days_off,
    window_count.off_date,
    window_count.thin,
    concat_ws('; ', window_count.flags, 'among ' || members || ' that are measured') as flags
from window_count
join place using (test_id, moment)
-- a rank needs a group; the first of two is an order
where place.members >= 3
