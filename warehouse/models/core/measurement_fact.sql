-- What facts say about claims of dates and properties, at each moment.
--
-- grain: test_id, moment
--
-- test_id          the test
-- moment           then, between or now
-- period_start     a date: its first day; a property: first day on which it is known to have held
-- period_end       a date: day after its last; a property: day it ended, null for not yet
-- measured         a date as a year with fraction; a property: 1 when it is what is needed, else 0
-- low              first day of a date as a year with fraction; null for a property
-- high             last day of it
-- value            the fact's own value
-- unread           true when its citation could not be read
-- days_off         days between the time it is known of and the moment; 0 when they overlap
-- off_date         true when it is not known at that moment: it decides nothing
-- flags            remarks; null for none
with value as (
    select
        trial.test_id,
        fact.value_start is not null as is_date,
        fact.*,
        aim.moment,
        aim.starts,
        -- facts may be read after the newest figure
        case when aim.moment = 'now' then greatest(aim.ends, build.built_at::date + 1)
            else aim.ends end as ends,
        list_contains(trial.needs, fact.value) as is_needed,
        -- a value that nobody saw end did so when the next one began
        coalesce(
            fact.valid_until,
            lead(fact.valid_from) over (
                partition by trial.test_id, aim.moment order by fact.valid_from
            )
        ) as known_until,
        -- what still holds is known until it was looked at, and for a year more
        coalesce(fact.valid_until, fact.checked_on + 366) as sure_until
    from trial
    join fact on fact.fact_id = trial.fact_id
    join trial_window as aim on aim.test_id = trial.test_id and aim.part = 'at'
    cross join build
),
ranked as (
    -- of the values that a fact had at the moment the one that held longest counts, now the last one
    select
        value.*,
        case when is_date then 0
            else greatest(0, starts - sure_until + 1, valid_from - ends + 1) end as days_off,
        row_number() over (
            partition by test_id, moment
            order by
                case when is_date then 0
                    else greatest(0, starts - sure_until + 1, valid_from - ends + 1) end,
                -- what has not ended yet comes before all that has
                case when moment = 'now' then known_until end desc nulls first,
                least(known_until, ends) - greatest(valid_from, starts) desc,
                known_until desc nulls first,
                value_start desc
        ) as nearness
    from value
)
select
    test_id,
    moment,
    case when is_date then value_start else valid_from end as period_start,
    case when is_date then value_end else known_until end as period_end,
    case
        when not is_date then case when is_needed then 1 else 0 end
        else year(value_start) + (dayofyear(value_start) - 1)
            / dayofyear(make_date(year(value_start), 12, 31)) end::double as measured,
    case when is_date then year(value_start) + (dayofyear(value_start) - 1)
        / dayofyear(make_date(year(value_start), 12, 31)) end as low,
    case when is_date then year(value_end - 1) + (dayofyear(value_end - 1) - 1)
        / dayofyear(make_date(year(value_end - 1), 12, 31)) end as high,
    value,
    read_on is null as unread,
    days_off,
    days_off > 0 as off_date,
    note as flags
from ranked
where nearness = 1
