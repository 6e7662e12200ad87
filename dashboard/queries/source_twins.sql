-- The pairs that a source is one side of, and whether both sides have figures.
with figure as (
    select signal_id, count(*) as figures
    from latest_observation
    group by signal_id
),
twin as (
    select
        *,
        row_number() over () as place
    from main.twin
)
select
    twin.twin_id,
    twin.why,
    twin.within_days,
    twin.left_segment,
    twin.right_segment,
    one.title as left_title,
    one.unit,
    left_source.source_id as left_source_id,
    left_source.title as left_source,
    left_source.live as left_live,
    coalesce(left_figure.figures, 0) as left_figures,
    other.title as right_title,
    right_source.source_id as right_source_id,
    right_source.title as right_source,
    right_source.live as right_live,
    coalesce(right_figure.figures, 0) as right_figures
from twin
join signal as one on one.signal_id = twin.left_signal_id
join source as left_source on left_source.source_id = one.source_id
join signal as other on other.signal_id = twin.right_signal_id
join source as right_source on right_source.source_id = other.source_id
left join figure as left_figure on left_figure.signal_id = twin.left_signal_id
left join figure as right_figure on right_figure.signal_id = twin.right_signal_id
where one.source_id = $source or other.source_id = $source
order by twin.place
