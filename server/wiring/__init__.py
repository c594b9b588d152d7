"""What is set, opened and composed.

settings         every setting
logs             what is logged, and how
bootstrap        from the settings to the running application
opening          stores and local models
language_models  the endpoint of a language model
"""
