"""The sandbox bank: a process that speaks PayZen's forms and PayFiP's SOAP, with code of its own.

It stands for whoever is on the other side, honest or not: it shares no line with the port it tries.
No money moves.
"""
