-- Each signal of a project, the newest first: its newest figure that may be evidence, the change over
-- a year and the way there. The segment is one that a definition reads, and of these the one with most figures;
-- several names of the project are added up.
with figure as (
    select
        signal_id,
        segment,
        period_start,
        period_end,
        sum(value) as value,
        sum(coalesce(per_day, value)) as rate,
        max(base) as base,
        string_agg(distinct precision, ', ' order by precision) as precision,
        string_agg(distinct quality, '; ' order by quality) as quality
    from latest_observation
    where project_id = $project and role in ('primary', 'former')
        and not suspect and complete
        and not exists (
            select 1
            from series_break as gap
            where gap.signal_id = latest_observation.signal_id
                and gap.severity = 'block'
                and (gap.segment is null or gap.segment = latest_observation.segment)
                and (gap.projects is null or list_contains(gap.projects, $project))
                and gap.starts < latest_observation.period_end
                and (
                    gap.ends is null
                    or gap.ends > latest_observation.period_start
                    and (
                        gap.ends > gap.starts
                        or gap.starts > latest_observation.period_start
                    )
                )
        )
    group by signal_id, segment, period_start, period_end
),
defined as (
    select distinct
        signal_id,
        unnest(segments) as segment
    from definition
),
widest as (
    select
        figure.signal_id,
        figure.segment
    from figure
    left join defined
        on defined.signal_id = figure.signal_id and defined.segment = figure.segment
    group by figure.signal_id, figure.segment, defined.segment
    qualify row_number() over (
        partition by figure.signal_id
        order by defined.segment is null, count(*) desc, figure.segment
    ) = 1
),
turn as (
    select
        figure.*,
        row_number() over own as turn,
        count(*) over (partition by figure.signal_id) as figures,
        max(figure.period_end) over (partition by figure.signal_id) as last_end
    from figure
    join widest on widest.signal_id = figure.signal_id and widest.segment = figure.segment
    window own as (partition by figure.signal_id order by figure.period_end, figure.period_start)
),
newest as (
    select
        signal_id,
        any_value(segment) as segment,
        any_value(figures) as figures,
        min(period_start) as first_day,
        arg_max(period_start, turn) as period_start,
        arg_max(period_end, turn) as period_end,
        arg_max(value, turn) as value,
        arg_max(base, turn) as base,
        arg_max(precision, turn) as precision,
        arg_max(quality, turn) as quality,
        arg_max(rate, turn) as rate,
        -- the figure nearest to a year before, at most a month and a half off
        arg_min(rate, abs(period_end - last_end + 365))
            filter (where abs(period_end - last_end + 365) <= 46) as rate_before,
        arg_min(period_end, abs(period_end - last_end + 365))
            filter (where abs(period_end - last_end + 365) <= 46) as end_before,
        -- at most sixty figures, the newest always among them
        list(rate order by turn) filter (
            where (figures - turn) % cast(ceil(figures / 60.0) as bigint) = 0
        ) as trend
    from turn
    group by signal_id
)
select
    newest.*,
    signal.title,
    signal.unit,
    signal.measure,
    signal.quality as kind_of_count,
    signal.caveat,
    source.source_id,
    source.title as source_title,
    source.publisher,
    source.license,
    freshness.state
from newest
join signal on signal.signal_id = newest.signal_id
join source on source.source_id = signal.source_id
join freshness on freshness.source_id = source.source_id
order by newest.period_end desc, newest.figures desc, signal.title
