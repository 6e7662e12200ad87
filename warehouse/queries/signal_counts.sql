-- Figures of the projects that are largest now, in the segment of a signal with most of them; at
-- most one a month.
with figure as (
    select
        segment,
        project_id,
        period_start,
        period_end,
        sum(coalesce(per_day, value)) as value,
        bool_or(suspect or not complete) as open
    from latest_observation
    where signal_id = $signal and role in ('primary', 'former')
    group by all
),
chosen as (
    select segment
    from figure
    group by segment
    order by count(*) desc, segment
    limit 1
),
largest as (
    select
        project_id,
        row_number() over (order by max_by(value, period_end) desc, project_id) as turn
    from figure
    join chosen using (segment)
    where not open
    group by project_id
),
monthly as (
    select
        figure.*,
        project.name,
        largest.turn
    from figure
    join chosen using (segment)
    join largest using (project_id)
    join project using (project_id)
    where largest.turn <= 5
    qualify row_number() over (
        partition by figure.project_id, date_trunc('month', figure.period_end - 1)
        order by figure.open, figure.period_end desc, figure.period_start
    ) = 1
)
select
    monthly.project_id,
    monthly.name,
    {
        'start': monthly.period_start,
        'end': monthly.period_end,
        'value': monthly.value / case when signal.unit = 'percent' then 100 else 1 end,
        'open': monthly.open
    } as point
from monthly
join signal on signal.signal_id = $signal
where monthly.value is not null
order by monthly.turn, monthly.period_start, monthly.period_end
