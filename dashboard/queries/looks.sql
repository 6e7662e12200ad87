-- The colour and the symbol of every project, the most measured first.
select project_look.project_id, project.name, project_look.colour, project_look.symbol
from project_look
join project on project.project_id = project_look.project_id
order by project_look.place
