-- The newest figure of each of the given projects by each signal that measures any of them. Figures of
-- one period stand `together`, and only they have share and rank: that of the newest period in which
-- two are measured or more, or of one at most a quarter older that measures more, unless it ended
-- more than a quarter before the signal's newest. The others are of their own newest period. The
-- segment is one that a definition reads, of these the one that measures most of them, with
-- most figures; several names of a project are added up; figures that cannot be evidence or were
-- read too early are left out.
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
    qualify row_number() over (
        partition by seen.signal_id
        order by
            defined.segment is null, count(distinct seen.project_id) desc, count(*) desc,
            seen.segment
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
own as (
    select
        *,
        row_number() over (
            partition by signal_id, project_id order by period_end desc, period_start desc
        ) as turn,
        max(period_end) over (partition by signal_id) as last_end,
        count(distinct period_end) over (partition by signal_id) as periods
    from sound
),
period as (
    select
        signal_id,
        period_start,
        period_end,
        count(*) as members
    from own
    where last_end - period_end <= 92
    group by signal_id, period_start, period_end
    having count(*) > 1
    qualify row_number() over (
        partition by signal_id order by members desc, period_end desc, period_start desc
    ) = 1
),
shared as (
    select
        own.*,
        period.members,
        sum(own.value) over one as whole,
        rank() over (one order by own.value desc) as rank,
        true as together
    from own
    join period
        on period.signal_id = own.signal_id
        and period.period_start = own.period_start
        and period.period_end = own.period_end
    window one as (partition by own.signal_id)
),
apart as (
    select
        own.*,
        null::bigint as members,
        null::double as whole,
        null::bigint as rank,
        false as together
    from own
    left join shared on shared.signal_id = own.signal_id and shared.project_id = own.project_id
    where own.turn = 1 and shared.project_id is null
),
figure_of_each as (
    select * from shared
    union all
    select * from apart
)
select
    signal.signal_id,
    signal.title,
    signal.unit,
    signal.family,
    signal.measure,
    signal.quality,
    figure.segment,
    figure.project_id,
    project.name,
    figure.period_start,
    figure.period_end,
    figure.value,
    figure.whole,
    figure.value / nullif(figure.whole, 0) as share,
    figure.rank,
    figure.members,
    figure.together,
    figure.periods,
    figure.bound,
    figure.factor,
    source.source_id,
    source.title as source_title,
    source.publisher,
    source.license
from figure_of_each as figure
join signal on signal.signal_id = figure.signal_id
join source on source.source_id = signal.source_id
join project on project.project_id = figure.project_id
order by signal.title, figure.together desc, figure.rank, figure.period_end desc, project.name
