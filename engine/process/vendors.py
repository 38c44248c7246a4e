"""Other products that write BPMN, by the namespaces of what they add to it."""
from __future__ import annotations

#: namespaces of other products, by how they begin → the product
VENDORS = (
    ("http://camunda.org/schema/zeebe/", "Camunda 8"), ("http://camunda.org/schema/modeler/", "Camunda Modeler"), ("http://camunda.org/", "Camunda 7"),
    ("http://operaton.org/", "Operaton"), ("http://flowable.org/", "Flowable"), ("http://activiti.org/", "Activiti"), ("http://activiti.com/", "Activiti"),
    ("http://spiffworkflow.org/", "SpiffWorkflow"), ("https://www.spiffworkflow.org/", "SpiffWorkflow"), ("http://www.jboss.org/drools", "jBPM"),
    ("http://www.jbpm.org/", "jBPM"), ("http://www.signavio.com", "Signavio"), ("http://www.bizagi.com/", "Bizagi"),
    ("http://www.trisotech.com/", "Trisotech"), ("http://www.ibm.com/", "IBM BPM"), ("http://xmlns.oracle.com/", "Oracle BPM"),
    ("http://www.bonitasoft.org/", "Bonita"), ("http://bpmn.sourceforge.net", "Yaoqiang"), ("http://www.boc-group.com", "ADONIS"),
    ("http://www.aris.com/", "ARIS"), ("http://www.visual-paradigm.com/", "Visual Paradigm"), ("http://www.sparxsystems.com/", "Enterprise Architect"),
    ("http://www.yworks.com/", "yEd"), ("http://trisotech.com/", "Trisotech"), ("http://www.omg.org/spec/BPMN/20100524/MODEL-XMLSchema", "BPMN 扩展"),
)


def product_of(namespace: str) -> str:
    """The product a namespace belongs to; the namespace itself where we do not know it."""
    return next((product for beginning, product in VENDORS if namespace.startswith(beginning)), namespace[:80])
