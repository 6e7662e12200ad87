-- Every figure belongs to a signal that the source's card declares.
select figure.signal_id, count(*) as figures
from staging.observation as figure
left join signal on signal.signal_id = figure.signal_id
where signal.signal_id is null
group by figure.signal_id
