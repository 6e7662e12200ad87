-- The breaks in the signals of a source, in order of time.
select
    series_break.break_id,
    string_agg(distinct signal.title, '; ' order by signal.title) || coalesce(
        ' (' || string_agg(distinct series_break.segment, '; ' order by series_break.segment) || ')', ''
    ) as signals,
    series_break.starts,
    series_break.ends,
    series_break.kind,
    series_break.severity,
    series_break.price,
    series_break.bias_points,
    series_break.bias_factor,
    series_break.bias_count,
    series_break.why,
    series_break.effect,
    series_break.citation
from series_break
join signal on signal.signal_id = series_break.signal_id
where signal.source_id = $source
group by
    series_break.break_id, series_break.starts, series_break.ends, series_break.kind,
    series_break.severity, series_break.price, series_break.bias_points, series_break.bias_factor,
    series_break.bias_count, series_break.why, series_break.effect, series_break.citation
order by series_break.starts, series_break.ends, series_break.break_id
