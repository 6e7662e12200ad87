-- Where the given projects stand among each other: for each signal that measures two of them or
-- more in one period, the newest such period and the last one of each year. A period that lacks
-- one of them gives way to an earlier one, at most a quarter older, that measures more. The segment
-- is one that a definition reads, and of these the one with most figures; several names of a
-- project are added up; figures that cannot be evidence or were read too early are left out.
with seen as (
    select *
    from latest_observation
    where role in ('primary', 'former') and list_contains($projects, project_id)
),
defined as (
    select distinct
        signal_id,
        unnest(segments) as segment
    from definition
),
widest as (
    select
        seen.signal_id,
        seen.segment
    from seen
    left join defined on defined.signal_id = seen.signal_id and defined.segment = seen.segment
    group by seen.signal_id, seen.segment, defined.segment
    having count(distinct seen.project_id) > 1
    qualify row_number() over (
        partition by seen.signal_id
        order by defined.segment is null, count(*) desc, seen.segment
    ) = 1
),
figure as (
    select
        seen.signal_id,
        seen.segment,
        seen.project_id,
        seen.period_start,
        seen.period_end,
        sum(seen.value) as value,
        case when bool_or(seen.precision = 'at least') then 'at least' end as bound
    from seen
    join widest on widest.signal_id = seen.signal_id and widest.segment = seen.segment
    group by seen.signal_id, seen.segment, seen.project_id, seen.period_start, seen.period_end
    having not bool_or(seen.suspect) and bool_and(seen.complete)
),
broken as (
    select
        figure.signal_id,
        figure.project_id,
        figure.period_start,
        figure.period_end,
        bool_or(gap.severity = 'block') as blocked,
        exp(sum(ln(coalesce(gap.bias_factor, 1)))) as factor
    from figure
    join series_break as gap
        on gap.signal_id = figure.signal_id
        and (gap.segment is null or gap.segment = figure.segment)
        and (gap.projects is null or list_contains(gap.projects, figure.project_id))
        and gap.starts < figure.period_end
        -- a level shift touches only the period it falls into
        and (
            gap.ends is null
            or gap.ends > figure.period_start
            and (gap.ends > gap.starts or gap.starts > figure.period_start)
        )
    group by figure.signal_id, figure.project_id, figure.period_start, figure.period_end
),
sound as (
    select figure.*, coalesce(broken.factor, 1) as factor
    from figure
    left join broken using (signal_id, project_id, period_start, period_end)
    where not coalesce(broken.blocked, false)
),
period as (
    select
        signal_id,
        period_start,
        period_end,
        count(*) as members,
        max(period_end) over (partition by signal_id) as last_end,
        max(period_end) over (
            partition by signal_id, extract(year from period_end - 1)
        ) as last_of_year
    from sound
    group by signal_id, period_start, period_end
    having count(*) > 1
),
chosen as (
    select
        period.*,
        row_number() over (
            partition by signal_id
            order by last_end - period_end > 92, members desc, period_end desc, period_start desc
        ) = 1 as newest,
        row_number() over (
            partition by signal_id, extract(year from period_end - 1)
            order by last_of_year - period_end > 92, members desc, period_end desc, period_start desc
        ) = 1 as of_year
    from period
)
select
    signal.signal_id,
    signal.title,
    signal.unit,
    signal.measure,
    signal.quality,
    figure.segment,
    figure.project_id,
    project.name,
    figure.period_start,
    figure.period_end,
    figure.value,
    figure.value / nullif(sum(figure.value) over one, 0) as share,
    rank() over (one order by figure.value desc) as rank,
    count(*) over one as members,
    figure.bound,
    figure.factor,
    chosen.newest,
    chosen.of_year,
    cast(extract(year from figure.period_end - 1) as integer) as year,
    source.source_id,
    source.title as source_title,
    source.publisher,
    source.license
from chosen
join sound as figure
    on figure.signal_id = chosen.signal_id
    and figure.period_start = chosen.period_start
    and figure.period_end = chosen.period_end
join signal on signal.signal_id = figure.signal_id
join source on source.source_id = signal.source_id
join project on project.project_id = figure.project_id
where chosen.newest or chosen.of_year
window one as (partition by figure.signal_id, figure.period_start, figure.period_end)
order by signal.title, figure.period_end, rank, project.name
