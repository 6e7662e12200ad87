-- Shares of the projects that are largest now, by the definition of a signal that measures most; at
-- most one figure a month; figures that may not be evidence are open.
with usable as (
    select
        share.*,
        definition.title,
        definition.numerator as counted,
        definition.denominator as base
    from share
    join definition using (definition_id)
    where definition.signal_id = $signal
),
chosen as (
    select definition_id
    from usable
    group by definition_id
    order by count(distinct project_id) desc, count(*) desc, definition_id
    limit 1
),
largest as (
    select
        project_id,
        row_number() over (order by max_by(share, period_end) desc, project_id) as turn
    from usable
    join chosen using (definition_id)
    where usable.usable and usable.complete
    group by project_id
),
monthly as (
    select
        usable.*,
        project.name,
        largest.turn
    from usable
    join chosen using (definition_id)
    join largest using (project_id)
    join project using (project_id)
    where largest.turn <= 5
    qualify row_number() over (
        partition by usable.project_id, date_trunc('month', usable.period_end - 1)
        order by usable.usable and usable.complete desc, usable.period_end desc, usable.period_start
    ) = 1
)
select
    title,
    counted,
    base,
    project_id,
    name,
    {
        'start': period_start,
        'end': period_end,
        'value': share,
        'low': low,
        'high': high,
        'open': not usable or not complete
    } as point
from monthly
where denominator is null or denominator >= $fewest
order by turn, period_start, period_end
